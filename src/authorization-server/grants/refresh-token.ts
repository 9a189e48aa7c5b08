import { isToken, sha256 } from '../../crypto/index.ts';
import { inTransaction, tenantDb, type Database, type PlatformDb, type TenantDb } from '../../db/index.ts';
import {
  endGrant,
  findRefreshToken,
  lockGrant,
  prolongGrant,
  useRefreshToken,
  type RefreshToken,
} from '../grant-store.ts';
import { OauthError } from '../oauth-error.ts';
import { requestedScopes, wordsOf } from '../requested-scopes.ts';
import type { Grant } from './grant.ts';
import { issueAccessToken, issueRefreshToken, REFRESH_TOKEN_PREFIX } from './issue.ts';
import { grantingUser, type ActorOf } from './member.ts';

/** For so long an answer that got lost can be asked for again, in milliseconds. */
export const GRACE = 30_000;

/**
 * RFC 6749, 6, with rotation (RFC 9700, 4.14.2): each use gives a successor, and a token that is used again ends
 * the whole grant. But a lost answer is no theft: for half a minute the same token may be used again, as long as the
 * successor was not; that is replaced, so that one living successor remains.
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
      // One at a time for a grant, and each sees what the one before has done.
      if (!(await lockGrant(db, found.grant_id))) throw noSuchToken();
      const token = (await findRefreshToken(platform, hash))!;
      if (token.expires_at <= now) throw new OauthError('invalid_grant', 'The refresh token has expired.');
      if (token.used_at !== null && !(await giveBack(platform, db, token, now))) {
        await endGrant(db, token.grant_id);
        return new OauthError(
          'invalid_grant',
          'The refresh token has been used already. All tokens of the same grant have been revoked.',
        );
      }
      const granted = wordsOf(token.scopes);
      const scopes = requestedScopes(form.get('scope'), client, granted);
      const user = await grantingUser(db, parts.actorOf, client, token.user_id);
      const grant = { id: token.grant_id, userId: token.user_id };
      const answer = await issueAccessToken(db, client, { ...grant, scopes }, now);
      // Narrower scopes are for this access token alone.
      const successor = await issueRefreshToken(db, client, { ...grant, scopes: granted }, now);
      await useRefreshToken(db, hash, { at: token.used_at ?? now, successor: successor.hash });
      await prolongGrant(db, token.grant_id, successor.expiresAt);
      return { answer: { ...answer, refresh_token: successor.token }, tenantId: db.tenantId, user };
    });
    if (result instanceof OauthError) throw result;
    return result;
  };
}

/** Replaces the successor of a token that was used a moment ago, if nobody has used it. @returns false otherwise */
async function giveBack(
  platform: PlatformDb,
  db: TenantDb,
  token: RefreshToken,
  now: number,
): Promise<boolean> {
  const { used_at, successor_hash } = token;
  if (used_at === null || successor_hash === null || now - used_at > GRACE) return false;
  const successor = await findRefreshToken(platform, successor_hash);
  if (successor === undefined || successor.used_at !== null) return false;
  await useRefreshToken(db, successor_hash, { at: now, successor: null });
  return true;
}

/** The same for one that never was, another app's, and one whose grant has ended. */
function noSuchToken(): OauthError {
  return new OauthError('invalid_grant', 'There is no such refresh token, or not any more.');
}
