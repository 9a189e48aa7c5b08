import { hash } from 'node:crypto';

/** The digest that identifies signed content, in hex. */
export function contentDigest(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}
