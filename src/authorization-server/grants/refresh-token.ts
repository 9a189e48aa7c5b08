import { isToken, sha256 } from '../../crypto/index.ts';
import { inTransaction, tenantDb, type Database, type PlatformDb, type TenantDb } from '../../db/index.ts';
import {
  revokeGrant,
  findRefreshToken,
  lockGrant,
  extendGrant,
  markRefreshTokenUsed,
  type RefreshToken,
} from '../grant-store.ts';
import { OauthError } from '../oauth-error.ts';
import { requestedScopes, splitWords } from '../requested-scopes.ts';
import type { Grant } from './grant.ts';
import { issueAccessToken, issueRefreshToken, REFRESH_TOKEN_PREFIX } from './issue.ts';
import { requireGrantingUser, type ActorOf } from './member.ts';

/** How long a used token can be retried after a lost response, in milliseconds. */
const GRACE = 30_000;

/**
 * RFC 6749, 6, with rotation (RFC 9700, 4.14.2): each use issues a successor, and reusing a token revokes the whole
 * grant. To allow for lost responses, the same token can be used again for 30 seconds if its successor was not used; a
 * new successor then replaces it, so that only one is valid.
 */
export function refreshTokenGrant(parts: { database: Database; actorOf: ActorOf }): Grant {
  return async ({ client, form, now }) => {
    const given = form.get('refresh_token');
    if (given === undefined)
      throw new OauthError('invalid_request', 'The parameter refresh_token is missing.');
    if (!isToken(REFRESH_TOKEN_PREFIX, given)) throw noSuchToken();
    const hash = sha256(given);
    const result = await inTransaction(parts.database, async (platform) => {
      const found = await findRefreshToken(platform, hash);
      if (found === undefined || found.app_id !== client.id) throw noSuchToken();
      const db = tenantDb(platform, found.tenant_id);
      // Serializes the requests of a grant, so that each sees the result of the previous one.
      if (!(await lockGrant(db, found.grant_id))) throw noSuchToken();
      const token = (await findRefreshToken(platform, hash))!;
      if (token.expires_at <= now)
        throw new OauthError(
          'invalid_grant',
          'The refresh token has expired. The user must authorize the app again.',
        );
      if (token.used_at !== null && !(await retryWithinGrace(platform, db, token, now))) {
        await revokeGrant(db, token.grant_id);
        return new OauthError(
          'invalid_grant',
          'The refresh token was already used. All tokens of its grant have been revoked. The user must authorize the app again.',
        );
      }
      const granted = splitWords(token.scopes);
      const scopes = requestedScopes(form.get('scope'), client, granted);
      const user = await requireGrantingUser(db, parts.actorOf, client, token.user_id);
      const grant = { id: token.grant_id, userId: token.user_id };
      const response = await issueAccessToken(db, client, { ...grant, scopes }, now);
      // Narrower scopes only apply to this access token.
      const successor = await issueRefreshToken(db, client, { ...grant, scopes: granted }, now);
      await markRefreshTokenUsed(db, hash, { at: token.used_at ?? now, successor: successor.hash });
      await extendGrant(db, token.grant_id, successor.expiresAt);
      return { tokens: { ...response, refresh_token: successor.token }, tenantId: db.tenantId, user };
    });
    if (result instanceof OauthError) throw result;
    return result;
  };
}

/** Invalidates the unused successor of a token that was used within the grace period. @returns false if not possible */
async function retryWithinGrace(
  platform: PlatformDb,
  db: TenantDb,
  token: RefreshToken,
  now: number,
): Promise<boolean> {
  const { used_at, successor_hash } = token;
  if (used_at === null || successor_hash === null || now - used_at > GRACE) return false;
  const successor = await findRefreshToken(platform, successor_hash);
  if (successor === undefined || successor.used_at !== null) return false;
  await markRefreshTokenUsed(db, successor_hash, { at: now, successor: null });
  return true;
}

/** The same error for an unknown token, another app's token and a token whose grant was revoked. */
function noSuchToken(): OauthError {
  return new OauthError(
    'invalid_grant',
    'The refresh token is invalid or was revoked. The user must authorize the app again.',
  );
}
