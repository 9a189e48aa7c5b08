import type { KeyObject } from 'node:crypto';
import type { JwtVerification } from '../schema/index.ts';
import { publicKeyOf } from './public-keys.ts';
import { VerificationError } from './verification-error.ts';

type Algorithm = JwtVerification['algorithms'][number];

/** Whether an algorithm uses a shared secret. */
export function isHmacAlgorithm(algorithm: Algorithm): boolean {
  return algorithm.startsWith('HS');
}

/**
 * The key that a secret is, for algorithms of one kind. A public key is not accepted as a shared secret: everyone knows
 * it, so anyone could sign with it (RFC 8725, 2.1).
 * @throws VerificationError, which contains nothing of the secret
 */
export function jwtKey(algorithms: readonly Algorithm[], secret: string): Uint8Array | KeyObject {
  if (algorithms.every(isHmacAlgorithm)) {
    if (secret === '') throw new VerificationError('A secret is empty.');
    if (isPublicKey(secret))
      throw new VerificationError(
        'A secret is a public key, with which anyone could sign. Use its algorithm.',
      );
    return Buffer.from(secret);
  }
  const key = publicKeyOf(secret);
  if (algorithms.some((algorithm) => fits(key, algorithm))) return key;
  throw new VerificationError(`A secret is not a public key for ${algorithms.join(', ')}.`);
}

function isPublicKey(secret: string): boolean {
  try {
    // The 32 bytes of an Ed25519 key look like any other secret in hex.
    return publicKeyOf(secret).asymmetricKeyType !== 'ed25519' || secret.length !== 64;
  } catch {
    return secret.includes('-----BEGIN');
  }
}

const CURVES: Partial<Record<Algorithm, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};

function fits({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, algorithm: Algorithm): boolean {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {};
  if (/^[RP]S/.test(algorithm))
    return asymmetricKeyType === 'rsa' && modulusLength >= 2048 && modulusLength <= 8192;
  const curve = CURVES[algorithm];
  return curve === undefined ? asymmetricKeyType === 'ed25519' : namedCurve === curve;
}
