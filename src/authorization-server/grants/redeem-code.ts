import { revokeKeyOfGrant } from '../../api-keys/index.ts';
import { isToken, sha256 } from '../../crypto/index.ts';
import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { isRedirectUriOf } from '../../oauth-apps/index.ts';
import { revokeGrant, lockAuthorization, lockCode, markCodeUsed, type Code } from '../grant-store.ts';
import { OauthError } from '../oauth-error.ts';
import { assertVerifier } from '../pkce.ts';
import type { GrantRequest } from './grant.ts';
import { requireGrantingUser, type ActorOf } from './member.ts';

export const CODE_PREFIX = 'vkac_';

/** Issues what a code is exchanged for: OAuth tokens or, in the API key flow, an API key. */
type Exchange<T> = (db: TenantDb, code: Code, user: { id: string; email: string }) => Promise<T>;

/**
 * Redeems a code once (RFC 6749, 4.1.2 and 4.1.3; RFC 7636, 4.6): of several concurrent requests, only one succeeds.
 * Using a code again revokes everything issued for it, since one of the two senders must have stolen it.
 * @throws OauthError invalid_request, invalid_grant
 */
export async function redeemCode<T>(
  parts: { database: Database; actorOf: ActorOf },
  { client, form, now }: GrantRequest,
  exchange: Exchange<T>,
): Promise<T> {
  const code = form.get('code');
  if (code === undefined) throw new OauthError('invalid_request', 'The parameter code is missing.');
  if (!isToken(CODE_PREFIX, code)) throw noSuchCode();
  // An error that revokes something is returned, because throwing it would roll back the revocation.
  const result = await inTransaction(parts.database, async (platform) => {
    const stored = await lockCode(platform, sha256(code));
    if (stored === undefined || stored.app_id !== client.id) throw noSuchCode();
    const db = tenantDb(platform, stored.tenant_id);
    if (stored.used_at !== null) {
      await revokeGrant(db, stored.grant_id);
      await revokeKeyOfGrant(db, stored.grant_id);
      return new OauthError(
        'invalid_grant',
        'The code was already used. All tokens issued for it have been revoked. Start the authorization again.',
      );
    }
    if (stored.expires_at <= now)
      throw new OauthError(
        'invalid_grant',
        'The code has expired. Start the authorization again.',
        'code_expired',
      );
    assertRedirectUri(stored, form.get('redirect_uri'));
    if (!isRedirectUriOf(client.redirectUris, stored.redirect_uri))
      throw new OauthError(
        'invalid_grant',
        'The redirect URI of the authorization request is no longer registered for this app.',
        'redirect_uri_mismatch',
      );
    assertVerifier(stored.code_challenge, form.get('code_verifier'));
    if (!(await lockAuthorization(db, stored.authorization_id)))
      throw new OauthError('invalid_grant', 'The user has revoked access for this app.');
    const user = await requireGrantingUser(db, parts.actorOf, client, stored.user_id);
    await markCodeUsed(platform, stored.code_hash, now);
    return { value: await exchange(db, stored, user) };
  });
  if (result instanceof OauthError) throw result;
  return result.value;
}

/**
 * Must be identical to that of the authorization request, including a loopback port; required if it was sent (RFC 6749,
 * 4.1.3).
 */
function assertRedirectUri({ redirect_uri, redirect_uri_given }: Code, given: string | undefined): void {
  if (given === undefined ? !redirect_uri_given : given === redirect_uri) return;
  throw new OauthError(
    'invalid_grant',
    'redirect_uri must be identical to the one in the authorization request.',
    'redirect_uri_mismatch',
  );
}

/** The same error for an unknown code and a code of another app. */
function noSuchCode(): OauthError {
  return new OauthError(
    'invalid_grant',
    'The code is invalid or no longer exists. Start the authorization again.',
  );
}
