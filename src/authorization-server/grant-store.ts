import { revokeAppKeysOfUser } from '../api-keys/index.ts';
import { deleteExpired } from '../db/all-tenants.ts';
import { grantsOf, rowsByKey } from '../db/before-tenant.ts';
import { tenantDb, type PlatformDb, type TenantDb } from '../db/index.ts';

/** Authorization codes, grants and refresh tokens. All are looked up by a secret, before the tenant is known. */

export interface Code {
  tenant_id: string;
  code_hash: string;
  app_id: string;
  user_id: string;
  authorization_id: string;
  /** The ID of the grant that redeeming the code creates. */
  grant_id: string;
  /** Separated by spaces. */
  scopes: string;
  redirect_uri: string;
  /** Whether the authorization request contained redirect_uri. */
  redirect_uri_given: boolean;
  code_challenge: string | null;
  expires_at: number;
  used_at: number | null;
}

export interface RefreshToken {
  tenant_id: string;
  token_hash: string;
  app_id: string;
  user_id: string;
  grant_id: string;
  /** Separated by spaces. */
  scopes: string;
  expires_at: number;
  used_at: number | null;
  successor_hash: string | null;
}

export async function insertCode(db: TenantDb, code: Code): Promise<void> {
  await db.insert('authorization_codes', code);
}

/** Locks the code until the transaction ends, so that only one of several concurrent requests finds it unused. */
export async function lockCode(db: PlatformDb, hash: string): Promise<Code | undefined> {
  const query = rowsByKey(db, 'authorization_codes', { code_hash: hash }).first();
  const row = (await (db.dialect === 'postgres' ? query.forUpdate() : query)) as Code | undefined;
  return row && { ...row, redirect_uri_given: Boolean(row.redirect_uri_given) };
}

export async function markCodeUsed(db: PlatformDb, hash: string, now: number): Promise<void> {
  await rowsByKey(db, 'authorization_codes', { code_hash: hash }).update({ used_at: now });
}

export async function insertGrant(
  db: TenantDb,
  grant: { id: string; authorization_id: string; expires_at: number },
): Promise<void> {
  await db.insert('token_grants', grant);
}

/** Locks a grant until the transaction ends. @returns false if it or its consent no longer exists */
export async function lockGrant(db: TenantDb, id: string): Promise<boolean> {
  const row = (await db.lock('token_grants').where({ id }).first('authorization_id')) as
    { authorization_id: string } | undefined;
  return row !== undefined && (await lockAuthorization(db, row.authorization_id));
}

export async function extendGrant(db: TenantDb, id: string, until: number): Promise<void> {
  await db.from('token_grants').where({ id }).where('expires_at', '<', until).update({ expires_at: until });
}

/** Revokes a grant with all its tokens. */
export async function revokeGrant(db: TenantDb, id: string): Promise<void> {
  await db.from('token_grants').where({ id }).delete();
}

/**
 * Revokes all codes, tokens and API keys that apps hold for a user, in all tenants. Consents stay. Codes are deleted
 * first, because one that is being redeemed at the same time creates a grant.
 */
export async function revokeGrantsOfUser(db: PlatformDb, userId: string): Promise<void> {
  await rowsByKey(db, 'authorization_codes', { user_id: userId }).delete();
  await grantsOf(db, userId).delete();
  await revokeAppKeysOfUser(db, userId);
}

export async function insertRefreshToken(db: TenantDb, token: RefreshToken): Promise<void> {
  await db.insert('refresh_tokens', token);
}

export async function findRefreshToken(db: PlatformDb, hash: string): Promise<RefreshToken | undefined> {
  return (await rowsByKey(db, 'refresh_tokens', { token_hash: hash }).first()) as RefreshToken | undefined;
}

/** Whether the grant of a token and its consent still exist. */
export async function isGrantActive(
  db: PlatformDb,
  { tenant_id, grant_id }: Pick<RefreshToken, 'tenant_id' | 'grant_id'>,
): Promise<boolean> {
  const alive: unknown = await tenantDb(db, tenant_id)
    .from('token_grants')
    .join('authorizations AS z', (on) => {
      on.on('z.tenant_id', 'token_grants.tenant_id').on('z.id', 'token_grants.authorization_id');
    })
    .where({ 'token_grants.id': grant_id })
    .first('token_grants.id');
  return alive !== undefined;
}

/** Marks a token as used. `successor` is the hash of the token that replaces it, or null if it was superseded. */
export async function markRefreshTokenUsed(
  db: TenantDb,
  hash: string,
  use: { at: number; successor: string | null },
): Promise<void> {
  const { at, successor } = use;
  await db
    .from('refresh_tokens')
    .where({ token_hash: hash })
    .update({ used_at: at, successor_hash: successor });
}

/** Locks a consent against revocation until the transaction ends. @returns false if it was revoked */
export async function lockAuthorization(db: TenantDb, id: string): Promise<boolean> {
  const query = db.from('authorizations').where({ id }).first('id');
  return (await (db.dialect === 'postgres' ? query.forShare() : query)) !== undefined;
}

/** Tables whose rows expire, with their keys. */
const EXPIRING_TABLES = [
  ['authorization_codes', 'code_hash'],
  ['access_tokens', 'token_hash'],
  ['refresh_tokens', 'token_hash'],
  ['token_grants', 'id'],
  ['pushed_requests', 'request_hash'],
] as const;

/** How long expired codes are kept to detect replays, in milliseconds. */
const REPLAY_DETECTION = 24 * 60 * 60 * 1000;

/**
 * Deletes expired rows, at most `limit` per table, so that other writes do not wait for long.
 * @returns whether there may be more
 */
export async function deleteExpiredGrants(db: PlatformDb, now: number, limit: number): Promise<boolean> {
  let more = false;
  for (const [table, key] of EXPIRING_TABLES) {
    const kept = table === 'authorization_codes' ? REPLAY_DETECTION : 0;
    const place = { table, key: ['tenant_id', key], column: 'expires_at' } as const;
    const deleted = await deleteExpired(db, place, now - kept, limit);
    more = more || deleted === limit;
  }
  return more;
}
