import type { RequestHandler } from 'express';
import { API_KEY_PREFIX, revokeKeyOfApp } from '../api-keys/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { inTransaction, platformDb, tenantDb, type Database } from '../db/index.ts';
import type { Client } from '../oauth-apps/index.ts';
import type { AuthenticateClient } from './client-authentication.ts';
import { revokeGrant, findRefreshToken } from './grant-store.ts';
import { REFRESH_TOKEN_PREFIX } from './grants/issue.ts';
import { OauthError } from './oauth-error.ts';
import { appEndpoint } from './token-endpoint.ts';
import { ACCESS_TOKEN_PREFIX, removeAccessToken } from './tokens.ts';

/**
 * `POST /oauth2/revoke` (RFC 7009): revokes one of the app's tokens, even one that is currently unusable, since it may
 * become usable again. Revoking a refresh token revokes all tokens of its grant. For unknown and expired tokens the
 * response is also a success, because they are already useless; tokens of other apps are rejected.
 */
export function createRevocation(parts: {
  database: Database;
  authenticate: AuthenticateClient;
}): RequestHandler {
  const { database, authenticate } = parts;

  async function refreshToken(client: Client, token: string): Promise<void> {
    const found = await findRefreshToken(platformDb(database), sha256(token));
    if (found === undefined) return;
    assertOwn(client, found.app_id);
    await inTransaction(database, (platform) =>
      revokeGrant(tenantDb(platform, found.tenant_id), found.grant_id),
    );
  }

  async function accessToken(client: Client, token: string): Promise<void> {
    const issuedTo = await removeAccessToken(platformDb(database), sha256(token), client.id);
    if (issuedTo !== undefined) assertOwn(client, issuedTo);
  }

  async function apiKey(client: Client, credentials: string): Promise<void> {
    const issuedTo = await revokeKeyOfApp(platformDb(database), credentials, client.id);
    if (issuedTo !== undefined) assertOwn(client, issuedTo);
  }

  return appEndpoint(
    '/oauth2/revoke',
    { authenticate, kinds: ['oauth2', 'api_key'] },
    async ({ client, form }) => {
      const token = form.get('token');
      if (token === undefined) throw new OauthError('invalid_request', 'The parameter token is missing.');
      // The prefix determines the type, so token_type_hint is not needed (RFC 7009, 2.1).
      if (isToken(REFRESH_TOKEN_PREFIX, token)) await refreshToken(client, token);
      else if (isToken(ACCESS_TOKEN_PREFIX, token)) await accessToken(client, token);
      else if (token.startsWith(API_KEY_PREFIX)) await apiKey(client, token);
      // Clients should ignore the body (RFC 7009, 2.2), but some libraries fail if it is not JSON.
      return { body: {} };
    },
  );
}

function assertOwn(client: Client, appId: string | null): void {
  if (appId !== client.id)
    throw new OauthError(
      'invalid_request',
      'The token was issued to another app. Only that app can revoke it.',
    );
}
