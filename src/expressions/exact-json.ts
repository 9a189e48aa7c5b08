import { readDecimal } from '../system/decimal.ts';

const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** A string or a number. Matched together, so that digits within a string are skipped. */
const TEXT_OR_NUMBER = new RegExp(`${TEXT.source}|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?`, 'g');
const LONG_INTEGER = /^-?\d{16,}$/;
/** JavaScript keeps at least this many significant digits of a number. */
const KEPT_DIGITS = 15;
/** Unless this matches, no number loses more than fractional digits. */
const MAY_BE_LOST = /\d{16}|\d[eE]/;

/**
 * Parses JSON, with numbers that JavaScript cannot represent as strings. Integers of 16 digits and more would be
 * rounded, and a rounded user ID is the ID of another user; 1e400 would become null, and 1e-400 zero.
 * @throws SyntaxError
 */
export function parseExactly(json: string): unknown {
  const value: unknown = JSON.parse(json);
  // Strings, such as UUIDs, often look like numbers, and it costs little to drop them all at once.
  if (!MAY_BE_LOST.test(json) || !MAY_BE_LOST.test(json.replace(TEXT, '""'))) return value;
  return JSON.parse(json.replace(TEXT_OR_NUMBER, (piece) => (isLost(piece) ? `"${piece}"` : piece)));
}

function isLost(piece: string): boolean {
  if (piece.startsWith('"')) return false;
  if (LONG_INTEGER.test(piece)) return true;
  const number = Number(piece);
  const { digits } = readDecimal(piece);
  if (number === 0) return digits !== '';
  return (
    !Number.isFinite(number) || (Math.abs(number) > Number.MAX_SAFE_INTEGER && digits.length > KEPT_DIGITS)
  );
}
