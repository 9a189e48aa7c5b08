/**
 * The original text of a member of a valid JSON document; undefined if there is no such member. Of duplicate keys, it
 * takes the last one, as JSON.parse does. It builds no tree, which would take seconds for a large document.
 */
export function textOfMember(document: string, path: readonly string[]): string | undefined {
  let value: Span | undefined = spanAt(document, 0);
  for (const name of path) {
    value = memberOf(document, value, name);
    if (value === undefined) return undefined;
  }
  return document.slice(value.start, value.end);
}

interface Span {
  start: number;
  end: number;
}

function memberOf(text: string, { start, end }: Span, name: string): Span | undefined {
  if (text[start] !== '{') return undefined;
  let found: Span | undefined;
  let at = afterSpace(text, start + 1);
  while (at < end && text[at] !== '}') {
    const key = spanAt(text, at);
    const value = spanAt(text, afterSpace(text, key.end) + 1);
    if (JSON.parse(text.slice(key.start, key.end)) === name) found = value;
    // Skips the comma, if there is another member.
    at = afterSpace(text, value.end);
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return found;
}

/** The value that follows at an offset, without the whitespace around it. */
function spanAt(text: string, offset: number): Span {
  const start = afterSpace(text, offset);
  const first = text[start];
  if (first === '"') return { start, end: afterString(text, start) };
  if (first === '{' || first === '[') return { start, end: afterBrackets(text, start) };
  SCALAR_END.lastIndex = start;
  return { start, end: SCALAR_END.exec(text)?.index ?? text.length };
}

const SCALAR_END = /[\s,\]}]/g;

function afterSpace(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function afterString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function afterBrackets(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const char = text[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    at = char === '"' ? afterString(text, at) : at + 1;
  } while (depth > 0 && at < text.length);
  return at;
}
