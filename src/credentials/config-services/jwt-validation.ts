import { createLocalJWKSet, type JWTVerifyOptions } from 'jose';
import { verifyJwt } from '../../crypto/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { JwtService } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Client } from '../protocol/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { ServiceEndpoints, TokenSet } from './types.ts';
import { reasonOf } from './jwt-failure.ts';
import { fetchObject } from './fetch-object.ts';

/** Asymmetric only: if a public key were accepted as an HMAC secret, anyone could sign tokens (RFC 8725, 2.1). */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** No provider is known to publish more than a dozen. */
const MAX_KEYS = 50;

/** Allowed clock skew in seconds. */
const TOLERANCE = 60;

interface Context {
  tokens: TokenSet;
  client: Client;
  endpoints: ServiceEndpoints;
  outbound: Outbound;
  clock: Clock;
}

/**
 * Verifies a JWT (RFC 7519) with the keys that the provider publishes. They are fetched every time, so that a rotated
 * key works as soon as it is published.
 * @throws ConfigServiceError
 */
export async function validateJwt(config: JwtService, jwksUrl: string, context: Context): Promise<void> {
  const name = config.token ?? 'access_token';
  const token = assertJwt(name, context.tokens[name]);
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const keys = await fetchObject('token_validation', context.outbound, { url: jwksUrl, headers });
  const options = optionsOf(config, context);
  try {
    await verify(token, keys, options);
  } catch (error) {
    if (error instanceof ConfigServiceError) throw error;
    throw new ConfigServiceError('token_validation', reasonOf(error, name, options, jwksUrl));
  }
}

function assertJwt(name: 'access_token' | 'id_token', token: string | undefined): string {
  const parts = token?.split('.').length;
  if (token !== undefined && parts === 3) return token;
  if (token === undefined)
    throw fault('the provider did not return an id_token. Most providers require the scope openid for one.');
  if (parts === 5) throw fault(`the ${name} is an encrypted JWT, which only its audience can decrypt.`);
  throw fault(
    name === 'id_token'
      ? 'the id_token is not a JWT.'
      : 'the access_token is not a JWT. Use the type introspection or userinfo to check it.',
  );
}

function optionsOf(config: JwtService, { client, endpoints, clock }: Context): JWTVerifyOptions {
  const issuer = config.issuer ?? endpoints.issuer;
  const isIdToken = config.token === 'id_token';
  // An id_token is issued to the client and always has an expiration (OpenID Connect Core 1.0, 2).
  const audience = config.audience ?? (isIdToken ? client.client_id : undefined);
  return {
    clockTolerance: TOLERANCE,
    currentDate: new Date(clock()),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    ...(isIdToken && { requiredClaims: ['exp'] }),
  };
}

async function verify(
  token: string,
  keys: Record<string, unknown>,
  options: JWTVerifyOptions,
): Promise<void> {
  assertFew(keys);
  // createLocalJWKSet throws if this is not a key set.
  const keySet = createLocalJWKSet(keys as unknown as Parameters<typeof createLocalJWKSet>[0]);
  await verifyJwt(token, keySet, { ...options, algorithms: ALGORITHMS });
}

/** Every candidate key is tried, and each attempt costs time. */
function assertFew({ keys }: Record<string, unknown>): void {
  if (Array.isArray(keys) && keys.length > MAX_KEYS)
    throw fault(`the JWKS URL returned more than ${MAX_KEYS} keys.`);
}

function fault(reason: string): ConfigServiceError {
  return new ConfigServiceError('token_validation', reason);
}
