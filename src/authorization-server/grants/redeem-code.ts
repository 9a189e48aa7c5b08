import { createHash } from 'node:crypto';
import { endKeyOfGrant } from '../../api-keys/index.ts';
import { isToken, sha256 } from '../../crypto/index.ts';
import { inTransaction, tenantDb, type Database, type TenantDb } from '../../db/index.ts';
import { isRedirectUriOf } from '../../oauth-apps/index.ts';
import { endGrant, holdAuthorization, lockCode, useCode, type Code } from '../grant-store.ts';
import { OauthError } from '../oauth-error.ts';
import type { GrantRequest } from './grant.ts';
import { grantingUser, type ActorOf } from './member.ts';

export const CODE_PREFIX = 'vkac_';

/** What a code is exchanged for: the tokens of OAuth, or the API key of its dialect. */
type Exchange<T> = (db: TenantDb, code: Code, user: { id: string; email: string }) => Promise<T>;

/**
 * Exchanges a code once (RFC 6749, 4.1.2 and 4.1.3; RFC 7636, 4.6): of any number who bring it at once one succeeds.
 * Whoever brings it again ends what it gave: one of the two has stolen it, and nobody knows which.
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
  // A refusal that ends something is a result and not an exception, which would take the end back.
  const result = await inTransaction(parts.database, async (platform) => {
    const stored = await lockCode(platform, sha256(code));
    if (stored === undefined || stored.app_id !== client.id) throw noSuchCode();
    const db = tenantDb(platform, stored.tenant_id);
    if (stored.used_at !== null) {
      await endGrant(db, stored.grant_id);
      await endKeyOfGrant(db, stored.grant_id);
      return new OauthError(
        'invalid_grant',
        'The code has been used already. What it gave has been revoked.',
      );
    }
    if (stored.expires_at <= now)
      throw new OauthError('invalid_grant', 'The code has expired.', 'code_expired');
    assertRedirectUri(stored, form.get('redirect_uri'));
    assertVerifier(stored.code_challenge, form.get('code_verifier'));
    if (!(await holdAuthorization(db, stored.authorization_id)))
      throw new OauthError('invalid_grant', 'The user has revoked the consent.');
    const user = await grantingUser(db, parts.actorOf, client, stored.user_id);
    await useCode(platform, stored.code_hash, now);
    return { value: await exchange(db, stored, user) };
  });
  if (result instanceof OauthError) throw result;
  return result.value;
}

/** The same as in the request, and required if it was there (RFC 6749, 4.1.3). */
function assertRedirectUri({ redirect_uri, redirect_uri_given }: Code, given: string | undefined): void {
  if (given === undefined ? !redirect_uri_given : isRedirectUriOf([redirect_uri], given)) return;
  throw new OauthError(
    'invalid_grant',
    'redirect_uri must be the one of the authorization request.',
    'redirect_uri_mismatch',
  );
}

/** A verifier for a code that was asked for without a challenge may come from an attacker who left the challenge out (RFC 9700, 4.8.2). */
function assertVerifier(challenge: string | null, verifier: string | undefined): void {
  if (challenge === null && verifier === undefined) return;
  if (challenge === null)
    throw new OauthError('invalid_grant', 'There is a code_verifier, but the request had no code_challenge.');
  if (verifier === undefined)
    throw new OauthError('invalid_grant', 'The parameter code_verifier is missing.');
  const proof = createHash('sha256').update(verifier).digest('base64url');
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier) || proof !== challenge)
    throw new OauthError('invalid_grant', 'code_verifier does not fit the code_challenge of the request.');
}

/** The same for a code that never was, and another app's. */
function noSuchCode(): OauthError {
  return new OauthError('invalid_grant', 'There is no such code, or not any more.');
}
