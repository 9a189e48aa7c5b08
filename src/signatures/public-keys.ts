import { createPublicKey, type JsonWebKeyInput, type KeyObject, type PublicKeyInput } from 'node:crypto';
import { isObject } from '../system/json-type.ts';
import { decode } from './encoding.ts';
import type { PublicKeyAlgorithm, SignatureScheme } from './signature-scheme.ts';
import { VerificationError } from './verification-error.ts';

/** The DER of an Ed25519 key before its 32 bytes (RFC 8410, 4). */
const ED25519_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** Shorter RSA keys can be broken, and longer ones take too long to verify with. */
const RSA_BITS = { least: 2048, most: 8192 };

/**
 * The public key of each secret. An invalid secret is an error even if another one is valid.
 * @throws VerificationError
 */
export function publicKeysOf(
  { key: encoding, keyPrefix = '' }: Pick<SignatureScheme, 'key' | 'keyPrefix'>,
  algorithm: PublicKeyAlgorithm,
  secrets: readonly string[],
): KeyObject[] {
  if (secrets.length === 0)
    throw new VerificationError('There is no public key to check the signature with.');
  return secrets.map((secret) => {
    const text = secret.startsWith(keyPrefix) ? secret.slice(keyPrefix.length) : secret;
    const key = encoding === 'base64' ? rawKey(decode(text, encoding)) : publicKeyOf(text);
    assertFits(key, algorithm);
    return key;
  });
}

/**
 * The public key that a sender shows: PEM, DER in base64, a JWK, or the 32 bytes of an Ed25519 key in hex.
 * @throws VerificationError, which contains nothing of the text
 */
export function publicKeyOf(text: string): KeyObject {
  // Node would derive the public key from it, but a sender's private key must not be stored here.
  if (text.includes('PRIVATE KEY'))
    throw new VerificationError('A secret is a private key. Enter the public key instead.');
  try {
    return createPublicKey(inputOf(text.trim()));
  } catch {
    throw new VerificationError('A secret is not a public key.');
  }
}

/** @throws VerificationError if the key is not of the kind that the algorithm needs */
function assertFits(key: KeyObject, algorithm: PublicKeyAlgorithm): void {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  const fits = {
    ed25519: key.asymmetricKeyType === 'ed25519',
    ecdsa_p256_sha256: key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1',
    rsa_sha256:
      key.asymmetricKeyType === 'rsa' && modulusLength >= RSA_BITS.least && modulusLength <= RSA_BITS.most,
  }[algorithm];
  if (!fits) throw new VerificationError(`A secret is not a public key for ${algorithm}.`);
}

/** @throws VerificationError if these are not the 32 bytes of an Ed25519 key */
function rawKey(bytes: Buffer | undefined): KeyObject {
  if (bytes?.length !== 32) throw new VerificationError('A secret is not an Ed25519 key in base64.');
  return createPublicKey({ key: Buffer.concat([ED25519_DER, bytes]), format: 'der', type: 'spki' });
}

function inputOf(text: string): PublicKeyInput | JsonWebKeyInput {
  // Line breaks may have been lost where it was pasted.
  const [, inPem] =
    /^-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----$/.exec(text) ?? [];
  if (text.startsWith('{')) return { key: publicJwk(text), format: 'jwk' };
  const raw = /^[0-9a-f]{64}$/i.test(text) ? [ED25519_DER, Buffer.from(text, 'hex')] : undefined;
  const der =
    raw === undefined ? decode((inPem ?? text).replaceAll(/\s/g, ''), 'base64')! : Buffer.concat(raw);
  return { key: der, format: 'der', type: 'spki' };
}

/** A JWK with a private key is refused (RFC 7518, 6). */
function publicJwk(text: string): JsonWebKeyInput['key'] {
  const jwk: unknown = JSON.parse(text);
  if (!isObject(jwk) || Object.hasOwn(jwk, 'd') || Object.hasOwn(jwk, 'k')) throw new Error('not public');
  return jwk;
}
