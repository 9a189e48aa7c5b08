import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomBase62, toBase62 } from './random.ts';

const RANDOM_LENGTH = 43; // 256 bits in base62
const CHECKSUM_LENGTH = 6; // 32 bits in base62

/** SHA-256 in hex. Only for high-entropy tokens: passwords need a slow hash. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * Generates a bearer secret: prefix, 256 random bits and a checksum, so that a typo or a guess is rejected without a
 * query.
 */
export function newToken(prefix: string): string {
  const body = prefix + randomBase62(RANDOM_LENGTH);
  return body + checksum(body);
}

/** True if `token` has the format and checksum of `newToken(prefix)`. */
export function isToken(prefix: string, token: string): boolean {
  if (token.length !== prefix.length + RANDOM_LENGTH + CHECKSUM_LENGTH || !token.startsWith(prefix))
    return false;
  const body = token.slice(0, -CHECKSUM_LENGTH);
  return checksum(body) === token.slice(-CHECKSUM_LENGTH);
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}
