import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify, type createLocalJWKSet, type JWTPayload, type JWTVerifyOptions } from 'jose';

/** The keys of a JSON Web Key Set (RFC 7517, 5). */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * Verifies a JWT with a key, or with a key set. Without a `kid`, any key of the right type may have signed the token.
 * @param options.algorithms the accepted ones; without it, a public key could be used in a way that it is not meant for
 * @throws errors of jose
 */
export async function verifyJwt(
  token: string,
  keys: KeySet | KeyObject | Uint8Array,
  options: JWTVerifyOptions & { algorithms: string[] },
): Promise<JWTPayload> {
  if (typeof keys !== 'function') return (await jwtVerify(token, keys, options)).payload;
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    return verifyWithAny(token, error, options);
  }
}

async function verifyWithAny(
  token: string,
  keys: errors.JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}
