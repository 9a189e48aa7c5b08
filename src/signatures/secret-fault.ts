import type { JwtVerification } from '../schema/index.ts';
import { isHmacAlgorithm, jwtKey } from './jwt-keys.ts';
import { keyOf } from './keys.ts';
import { isPublicKeyAlgorithm } from './matcher.ts';
import { publicKeysOf } from './public-keys.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import { standardScheme } from './standard-webhooks.ts';
import { isSendable } from './token.ts';
import { VerificationError } from './verification-error.ts';
import { needsSecret, schemeOf, type Verification } from './verification.ts';

/**
 * Why a secret is invalid for this sender, as a sentence for the person who enters it; undefined if it is valid. The
 * sentence contains nothing of the secret.
 */
export function secretFault(verification: Verification, secret: string): string | undefined {
  if (verification.type === 'token')
    return isSendable(verification, secret)
      ? undefined
      : 'The secret must be the token that the sender sends: printable ASCII characters, without a comma followed by a space.';
  if (!needsSecret(verification)) return 'This sender is verified without a secret. Leave secret out.';
  if (verification.type === 'jwt') return jwtSecretFault(verification.algorithms, secret);
  const scheme = verification.type === 'standard_webhooks' ? standardScheme(secret) : schemeOf(verification);
  const { algorithm = 'sha256', key = 'text', keyPrefix } = scheme ?? {};
  const keyed = { key, ...(keyPrefix !== undefined && { keyPrefix }) };
  try {
    if (isPublicKeyAlgorithm(algorithm)) publicKeysOf(keyed, algorithm, [secret]);
    else keyOf(keyed, secret);
    return undefined;
  } catch (error) {
    if (error instanceof VerificationError) return formOf(algorithm, key, keyPrefix);
    throw error;
  }
}

function jwtSecretFault(algorithms: JwtVerification['algorithms'], secret: string): string | undefined {
  try {
    jwtKey(algorithms, secret);
    return undefined;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return algorithms.every(isHmacAlgorithm)
      ? 'The secret must be the key that the sender shares with you, and not a public key. It must not be empty.'
      : `The secret must be the sender's public key, for ${algorithms.join(', ')}: as PEM, as DER in base64, as a JWK, or an Ed25519 key in hex. It must not be a private key.`;
  }
}

function formOf(
  algorithm: SignatureScheme['algorithm'],
  key: 'text' | 'base64' | 'hex',
  keyPrefix: string | undefined,
): string {
  if (isPublicKeyAlgorithm(algorithm))
    return keyPrefix === undefined
      ? `The secret must be the sender's public key, for ${KEYS[algorithm]}: as PEM, as DER in base64, as a JWK, or an Ed25519 key in hex. It must not be a private key.`
      : `The secret must be an Ed25519 public key in base64 after the prefix ${keyPrefix}.`;
  const prefix = keyPrefix === undefined ? '' : `, with or without the prefix ${keyPrefix}`;
  const form = key === 'text' ? 'text' : `${key} with its padding, as the sender shows it`;
  return `The secret must be ${form}${prefix}. It must not be empty.`;
}

const KEYS = {
  ed25519: 'Ed25519',
  ecdsa_p256_sha256: 'ECDSA with P-256',
  rsa_sha256: 'RSA with 2048 to 8192 bits',
};
