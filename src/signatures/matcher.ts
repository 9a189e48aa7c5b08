import { isUtf8 } from 'node:buffer';
import { createHash, createHmac, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { decode } from './encoding.ts';
import { keysOf } from './keys.ts';
import { publicKeysOf } from './public-keys.ts';
import type { HashAlgorithm, PublicKeyAlgorithm, SignatureScheme } from './signature-scheme.ts';
import { VerificationError } from './verification-error.ts';

/** Compares signatures with the content that they should cover. */
interface Matcher {
  /** The bytes of a signature as the scheme encodes it; undefined if it cannot be one. */
  decode(text: string): Buffer | undefined;
  /** @param content the signed bytes, which can contain the secret */
  any(signatures: readonly Buffer[], content: (secret: string) => Buffer): boolean;
}

const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 };

/** The largest signature is that of an RSA key of 8192 bits. */
const MAX_SIGNATURE_BYTES = 1024;

/**
 * What checks the signatures of a scheme. The algorithm is always the scheme's: nothing in a request can choose another
 * one, and a public key is never the key of an HMAC.
 * @throws VerificationError if a secret is not a key for the scheme, even if another one is
 */
export function matcherOf(scheme: SignatureScheme, secrets: readonly string[]): Matcher {
  const { algorithm, encoding } = scheme;
  if (isPublicKeyAlgorithm(algorithm))
    return publicKeyMatcher(algorithm, encoding, publicKeysOf(scheme, algorithm, secrets));
  const keys = keysOf(scheme, secrets);
  const digestOf = scheme.plainHash === true ? plainHash : keyedHash;
  return {
    decode(text) {
      const bytes = decode(text, encoding);
      return bytes?.length === DIGEST_BYTES[algorithm] ? bytes : undefined;
    },
    any(signatures, content) {
      const expected = keys.map((key, at) => digestOf(algorithm, key, content(secrets[at]!)));
      return signatures.some((signature) => expected.some((digest) => timingSafeEqual(digest, signature)));
    },
  };
}

export function isPublicKeyAlgorithm(
  algorithm: SignatureScheme['algorithm'],
): algorithm is PublicKeyAlgorithm {
  return !algorithm.startsWith('sha');
}

function keyedHash(algorithm: HashAlgorithm, key: Buffer, content: Buffer): Buffer {
  return createHmac(algorithm, key).update(content).digest();
}

/**
 * Anyone who sees a hash that has no key can calculate the one of longer content, after a padding that is never valid
 * UTF-8.
 * @throws VerificationError if the content is not UTF-8
 */
function plainHash(algorithm: HashAlgorithm, _key: Buffer, content: Buffer): Buffer {
  if (isUtf8(content)) return createHash(algorithm).update(content).digest();
  throw new VerificationError('The signed content is not valid UTF-8, so a hash does not protect it.');
}

function publicKeyMatcher(
  algorithm: PublicKeyAlgorithm,
  encoding: SignatureScheme['encoding'],
  keys: readonly KeyObject[],
): Matcher {
  const hash = algorithm === 'ed25519' ? null : 'sha256';
  return {
    decode(text) {
      const bytes = decode(text, encoding);
      const isPossible = bytes !== undefined && bytes.length > 0 && bytes.length <= MAX_SIGNATURE_BYTES;
      return isPossible ? bytes : undefined;
    },
    any(signatures, content) {
      const signed = content('');
      return keys.some((key) => signatures.some((signature) => verify(hash, signed, key, signature)));
    },
  };
}
