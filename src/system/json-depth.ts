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
