import type { RequestHandler } from 'express';
import { API_KEY_PREFIX, type Authentication } from '../api-keys/index.ts';
import type { Client } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { appEndpoint } from './token-endpoint.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { platformDb, tenantDb, type Database } from '../db/index.ts';
import { findRefreshToken, isGrantActive } from './grant-store.ts';
import { REFRESH_TOKEN_PREFIX } from './grants/issue.ts';
import { findGrantingUser, type ActorOf } from './grants/member.ts';
import { OauthError } from './oauth-error.ts';
import type { FindAccessToken } from './access-token-finder.ts';

const INACTIVE = { active: false };

/**
 * `POST /oauth2/introspect` (RFC 7662). An app can introspect the tokens of every app in its tenant, so that the
 * tenant's APIs can check them; other tokens are reported as inactive. API keys are sent as `apikey:passphrase`, since
 * the key alone does not authenticate.
 */
export function createIntrospection(parts: {
  database: Database;
  authenticate: AuthenticateClient;
  findAccessToken: FindAccessToken;
  keys: Authentication;
  actorOf: ActorOf;
  issuer: string;
  clock: Clock;
}): RequestHandler {
  const { database, authenticate, findAccessToken, keys, actorOf, issuer, clock } = parts;
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

  async function accessToken(client: Client, token: string): Promise<object> {
    const found = await findAccessToken(token);
    if (found === undefined || found.appTenantId !== client.tenantId) return INACTIVE;
    const { actor, scopes, appId, createdAt, expiresAt } = found;
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

  /** Refresh tokens can only be introspected by their own app. */
  async function refreshToken(client: Client, token: string): Promise<object> {
    if (!isToken(REFRESH_TOKEN_PREFIX, token)) return INACTIVE;
    const platform = platformDb(database);
    const found = await findRefreshToken(platform, sha256(token));
    if (found === undefined || found.app_id !== client.id || found.used_at !== null) return INACTIVE;
    if (found.expires_at <= clock() || !(await isGrantActive(platform, found))) return INACTIVE;
    const { scopes, app_id, expires_at, user_id, tenant_id } = found;
    // The same conditions as for refreshing it.
    if (!client.grantTypes.includes('refresh_token')) return INACTIVE;
    const db = tenantDb(platform, tenant_id);
    if ((await findGrantingUser(db, actorOf, client, user_id)) === undefined) return INACTIVE;
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
    // Introspection requires an authenticated client (RFC 7662, 2.1), which a public client is not.
    if (client.public)
      throw new OauthError(
        'invalid_client',
        'Public clients cannot introspect tokens. Use an app with a client secret.',
      );
    const token = form.get('token');
    if (token === undefined) throw new OauthError('invalid_request', 'The parameter token is missing.');
    if (token.startsWith(API_KEY_PREFIX)) return { body: await apiKey(client, token) };
    if (token.startsWith(REFRESH_TOKEN_PREFIX)) return { body: await refreshToken(client, token) };
    return { body: await accessToken(client, token) };
  });
}
