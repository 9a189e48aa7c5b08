import { createScanner } from 'jsonc-parser';

/** Deeper than this nobody sees the depth, and the white space would outgrow what it is between. */
const DEEPEST = 12;

/**
 * JSON with white space between its tokens, which stay letter for letter: read and written anew, long numbers would
 * lose their digits, and members that are there twice would be there once.
 * @returns what is longer than `most` from its beginning on, and as much of it as that, or a little more
 */
export function indentedJson(text: string, most: number): string {
  const scanner = createScanner(text, true);
  let written = '';
  let depth = 0;
  let before = '';
  while (written.length <= most) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getPosition());
    if (token === '') break;
    const closes = token === '}' || token === ']';
    const opened = before === '{' || before === '[';
    if (closes) depth -= 1;
    if (closes ? !opened : opened || before === ',') written += `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
    if (before === ':') written += ' ';
    written += token;
    if (token === '{' || token === '[') depth += 1;
    before = token;
  }
  return written;
}

/** @returns undefined for what is no JSON */
export function indentedIfJson(text: string, most: number): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return indentedJson(text, most);
}
