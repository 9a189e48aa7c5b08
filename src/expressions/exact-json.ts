/** A text, or a number: matched together, so that what looks like a number within a text is passed over. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses JSON, with integers of 16 digits and more as texts: as numbers they would be rounded, and a user id that
 * is rounded is the id of another user.
 * @throws SyntaxError
 */
export function parseExactly(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (!/\d{16}/.test(json)) return value;
  return JSON.parse(
    json.replace(TEXT_OR_NUMBER, (piece) => (LONG_INTEGER.test(piece) ? `"${piece}"` : piece)),
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
