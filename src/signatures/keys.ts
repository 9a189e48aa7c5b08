import { decode } from './encoding.ts';
import { VerificationError } from './verification-error.ts';
import type { SignatureScheme } from './signature-scheme.ts';

type Keyed = Pick<SignatureScheme, 'key' | 'keyPrefix'>;

/**
 * The key of each secret. An invalid secret is an error even if another one is valid; otherwise, nobody would notice
 * before the other one is removed.
 * @throws VerificationError
 */
export function keysOf(scheme: Keyed, secrets: readonly string[]): Buffer[] {
  if (secrets.length === 0) throw new VerificationError('There is no secret to check the signature with.');
  return secrets.map((secret) => keyOf(scheme, secret));
}

/** @throws VerificationError if the secret is not a valid key */
export function keyOf({ key = 'text', keyPrefix = '' }: Keyed, secret: string): Buffer {
  const text = secret.startsWith(keyPrefix) ? secret.slice(keyPrefix.length) : secret;
  if (text === '') throw new VerificationError('A secret is empty.');
  const bytes = key === 'text' ? Buffer.from(text) : decode(text, key);
  if (bytes === undefined) throw new VerificationError(`A secret is not valid ${key}.`);
  return bytes;
}
