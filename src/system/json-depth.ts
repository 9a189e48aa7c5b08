/** Maximum nesting of JSON from providers. Deeper nesting would overflow the stack of recursive code. */
export const MAX_RESPONSE_DEPTH = 32;

/**
 * Maximum nesting of documents and events that are sent to Valetkey: deeper than any real one, but far from overflowing
 * the stack of code that walks them.
 */
export const MAX_DOCUMENT_DEPTH = 64;

/**
 * Parses JSON text. @returns undefined if it is not valid JSON, or nested deeper than `maxDepth`
 * @param parse throws if the text is not valid JSON
 */
export function parseJson(
  text: string,
  maxDepth: number,
  parse: (json: string) => unknown = (json) => JSON.parse(json) as unknown,
): unknown {
  if (isDeeperThan(maxDepth, text)) return undefined;
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Whether JSON text is nested deeper than `limit`. Checked before anything recursive reads the text. */
export function isDeeperThan(limit: number, text: string): boolean {
  return offsetTooDeep(limit, text) !== undefined;
}

/** The offset of the first bracket nested deeper than `limit`, or undefined if all fit. Not recursive. */
export function offsetTooDeep(limit: number, text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset);
    if (inString) {
      if (code === BACKSLASH) offset += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      depth += 1;
      if (depth > limit) return offset;
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth -= 1;
  }
  return undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACE = 0x7d;
const CLOSING_BRACKET = 0x5d;
