import type { RequestHandler } from 'express';
import { API_KEY_PREFIX, type Authentication } from '../api-keys/index.ts';
import type { Client } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { appEndpoint } from './token-endpoint.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { platformDb, type Database } from '../db/index.ts';
import { findRefreshToken, isGrantAlive } from './grant-store.ts';
import { REFRESH_TOKEN_PREFIX } from './grants/issue.ts';
import { OauthError } from './oauth-error.ts';
import type { BearerRead } from './bearer-read.ts';

const INACTIVE = { active: false };

/**
 * `POST /oauth2/introspect` (RFC 7662): what a token is good for today. An app is told of tokens of its own tenant's
 * apps, so that a tenant's own APIs can honour them, and of no others, as if there were none. An API key is asked
 * about as it is used, `apikey:passphrase`: alone it is good for nothing.
 */
export function createIntrospection(parts: {
  database: Database;
  authenticate: AuthenticateClient;
  readBearer: BearerRead;
  keys: Authentication;
  issuer: string;
  clock: Clock;
}): RequestHandler {
  const { database, authenticate, readBearer, keys, issuer, clock } = parts;
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

  async function accessToken(client: Client, token: string): Promise<object> {
    const live = await readBearer(token);
    if (live === undefined || live.appTenantId !== client.tenantId) return INACTIVE;
    const { actor, scopes, appId, createdAt, expiresAt } = live;
    return {
      active: true,
      scope: scopes.join(' '),
      client_id: appId,
      token_type: 'bearer',
      exp: seconds(expiresAt),
      iat: seconds(createdAt),
      sub: actor.id ?? appId,
      ...(actor.id !== null && { username: actor.name }),
      iss: issuer,
      tenant_id: actor.tenantId,
    };
  }

  async function apiKey(client: Client, credentials: string): Promise<object> {
    const holder = await keys.holderOf(credentials);
    if (holder === undefined || holder.appTenantId !== client.tenantId) return INACTIVE;
    const { actor, scopes, expiresAt } = holder;
    return {
      active: true,
      scope: (scopes ?? []).join(' '),
      client_id: actor.appId,
      token_type: 'api_key',
      ...(expiresAt !== null && { exp: seconds(expiresAt) }),
      sub: actor.id,
      username: actor.name,
      iss: issuer,
      tenant_id: actor.tenantId,
    };
  }

  /** Nobody but its own app has any business with one. */
  async function refreshToken(client: Client, token: string): Promise<object> {
    if (!isToken(REFRESH_TOKEN_PREFIX, token)) return INACTIVE;
    const platform = platformDb(database);
    const found = await findRefreshToken(platform, sha256(token));
    if (found === undefined || found.app_id !== client.id || found.used_at !== null) return INACTIVE;
    if (found.expires_at <= clock() || !(await isGrantAlive(platform, found))) return INACTIVE;
    const { scopes, app_id, expires_at, user_id, tenant_id } = found;
    return {
      active: true,
      scope: scopes,
      client_id: app_id,
      exp: seconds(expires_at),
      sub: user_id,
      iss: issuer,
      tenant_id,
    };
  }

  return appEndpoint('/oauth2/introspect', { authenticate }, async ({ client, form }) => {
    // Whoever may ask must be known (RFC 7662, 2.1), which a public app is not.
    if (client.public)
      throw new OauthError('invalid_client', 'A public app cannot prove itself, so it is told nothing.');
    const token = form.get('token');
    if (token === undefined) throw new OauthError('invalid_request', 'The parameter token is missing.');
    if (token.startsWith(API_KEY_PREFIX)) return { body: await apiKey(client, token) };
    if (token.startsWith(REFRESH_TOKEN_PREFIX)) return { body: await refreshToken(client, token) };
    return { body: await accessToken(client, token) };
  });
}
