import { createScanner } from 'jsonc-parser';

/** Deeper levels are not indented further: nobody could see it, and the whitespace would outgrow the content. */
const DEEPEST = 12;

/**
 * Formats JSON by inserting whitespace between its tokens, which are kept verbatim: parsing would lose digits of long
 * numbers, and duplicate members.
 * @returns about the first `most` characters if the text is longer
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

/** @returns undefined if the text is not JSON */
export function indentedIfJson(text: string, most: number): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return indentedJson(text, most);
}
