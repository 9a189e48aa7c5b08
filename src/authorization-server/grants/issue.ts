import { newToken, sha256 } from '../../crypto/index.ts';
import { platformOf, type TenantDb } from '../../db/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { OFFLINE_ACCESS, stillGranted } from '../../scopes/index.ts';
import { insertGrant, insertRefreshToken } from '../grant-store.ts';
import { insertAccessTokens, newAccessToken, type TokenResponse } from '../tokens.ts';

export const REFRESH_TOKEN_PREFIX = 'vkrt_';

/** A grant under a user's consent. */
export interface GrantOfUser {
  id: string;
  authorizationId: string;
  userId: string;
  scopes: readonly string[];
}

/** Issues the tokens of a new grant, with a refresh token only if `offline_access` was granted. */
export async function issueGrant(
  db: TenantDb,
  client: Client,
  grant: GrantOfUser,
  now: number,
): Promise<TokenResponse> {
  const renewable = grant.scopes.includes(OFFLINE_ACCESS) && client.grantTypes.includes('refresh_token');
  const lifetime = Math.max(client.accessTokenLifetime, renewable ? client.refreshTokenLifetime : 0);
  const expires_at = now + lifetime * 1000;
  await insertGrant(db, { id: grant.id, authorization_id: grant.authorizationId, expires_at });
  const response = await issueAccessToken(db, client, grant, now);
  if (!renewable) return response;
  return { ...response, refresh_token: (await issueRefreshToken(db, client, grant, now)).token };
}

export async function issueAccessToken(
  db: TenantDb,
  client: Client,
  { id, userId, scopes }: Pick<GrantOfUser, 'id' | 'userId' | 'scopes'>,
  now: number,
): Promise<TokenResponse> {
  const lifetime = client.accessTokenLifetime;
  // Leaves out scopes that the app has lost since the consent.
  const granted = stillGranted(scopes, client.scopes);
  const wanted = {
    tenantId: db.tenantId,
    appId: client.id,
    userId,
    grantId: id,
    scopes: granted,
    lifetime,
  };
  const { row, response } = newAccessToken(wanted, now);
  await insertAccessTokens(platformOf(db), [row]);
  return response;
}

export async function issueRefreshToken(
  db: TenantDb,
  client: Client,
  { id, userId, scopes }: Pick<GrantOfUser, 'id' | 'userId' | 'scopes'>,
  now: number,
): Promise<{ token: string; hash: string; expiresAt: number }> {
  const token = newToken(REFRESH_TOKEN_PREFIX);
  const hash = sha256(token);
  const expiresAt = now + client.refreshTokenLifetime * 1000;
  await insertRefreshToken(db, {
    tenant_id: db.tenantId,
    token_hash: hash,
    app_id: client.id,
    user_id: userId,
    grant_id: id,
    scopes: scopes.join(' '),
    expires_at: expiresAt,
    used_at: null,
    successor_hash: null,
  });
  return { token, hash, expiresAt };
}
