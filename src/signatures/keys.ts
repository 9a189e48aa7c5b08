import { decode } from './encoding.ts';
import { Refusal } from './refusal.ts';
import type { SignatureScheme } from './shape.ts';

type Keyed = Pick<SignatureScheme, 'key' | 'keyPrefix'>;

/**
 * The key of each secret. One that cannot be used is refused, though another would do: it would be found out only once
 * that is gone.
 * @throws Refusal
 */
export function keysOf(scheme: Keyed, secrets: readonly string[]): Buffer[] {
  if (secrets.length === 0) throw new Refusal('There is no secret to check the signature with.');
  return secrets.map((secret) => keyOf(scheme, secret));
}

/** @throws Refusal when the secret makes no key */
export function keyOf({ key = 'text', keyPrefix = '' }: Keyed, secret: string): Buffer {
  const text = secret.startsWith(keyPrefix) ? secret.slice(keyPrefix.length) : secret;
  if (text === '') throw new Refusal('A secret is empty.');
  const bytes = key === 'text' ? Buffer.from(text) : decode(text, key);
  if (bytes === undefined) throw new Refusal(`A secret is not in ${key}.`);
  return bytes;
}
