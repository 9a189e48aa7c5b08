import { hash } from 'node:crypto';

/** The digest by which what a proof covers is known again, in hex. */
export function coveredBy(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}
