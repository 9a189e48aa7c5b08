import { platformOf, type PlatformDb, type TenantDb } from '../db/index.ts';

/** Codes, what they gave, and the tokens that renew it. All of it is looked up by a secret, before the tenant is known. */

export interface Code {
  tenant_id: string;
  code_hash: string;
  app_id: string;
  user_id: string;
  authorization_id: string;
  /** The grant that its redemption makes. */
  grant_id: string;
  /** Separated by spaces. */
  scopes: string;
  redirect_uri: string;
  /** Whether the request named it. */
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

/** The code, held: of fifty who bring it at once, one finds it unused. */
export async function lockCode({ sql, dialect }: PlatformDb, hash: string): Promise<Code | undefined> {
  const query = sql('authorization_codes').where({ code_hash: hash }).first();
  const row = (await (dialect === 'postgres' ? query.forUpdate() : query)) as Code | undefined;
  return row && { ...row, redirect_uri_given: Boolean(row.redirect_uri_given) };
}

export async function useCode({ sql }: PlatformDb, hash: string, now: number): Promise<void> {
  await sql('authorization_codes').where({ code_hash: hash }).update({ used_at: now });
}

export async function insertGrant(
  db: TenantDb,
  grant: { id: string; authorization_id: string; expires_at: number },
): Promise<void> {
  await db.insert('token_grants', grant);
}

/** Holds a grant until the transaction ends. @returns false when it, or the consent behind it, has ended */
export async function lockGrant(db: TenantDb, id: string): Promise<boolean> {
  const row = (await db.lock('token_grants').where({ id }).first('authorization_id')) as
    { authorization_id: string } | undefined;
  return row !== undefined && (await holdAuthorization(db, row.authorization_id));
}

export async function prolongGrant(db: TenantDb, id: string, until: number): Promise<void> {
  await db.from('token_grants').where({ id }).where('expires_at', '<', until).update({ expires_at: until });
}

/** All tokens that it gave are dead from now on. */
export async function endGrant(db: TenantDb, id: string): Promise<void> {
  await db.from('token_grants').where({ id }).delete();
}

export async function insertRefreshToken(db: TenantDb, token: RefreshToken): Promise<void> {
  await db.insert('refresh_tokens', token);
}

export async function findRefreshToken({ sql }: PlatformDb, hash: string): Promise<RefreshToken | undefined> {
  return (await sql('refresh_tokens').where({ token_hash: hash }).first()) as RefreshToken | undefined;
}

/** Whether the grant of a token, and the consent behind it, have not ended. */
export async function isGrantAlive(
  { sql }: PlatformDb,
  { tenant_id, grant_id }: Pick<RefreshToken, 'tenant_id' | 'grant_id'>,
): Promise<boolean> {
  const alive: unknown = await sql('token_grants AS g')
    .join(
      'authorizations AS z',
      (on) => void on.on('z.tenant_id', 'g.tenant_id').on('z.id', 'g.authorization_id'),
    )
    .where({ 'g.tenant_id': tenant_id, 'g.id': grant_id })
    .first('g.id');
  return alive !== undefined;
}

/** Marks a token as used: `successor` took its place, or nothing, where it was itself replaced. */
export async function useRefreshToken(
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

/** Holds a consent against revocation until the transaction ends. @returns false when it has been revoked */
export async function holdAuthorization(db: TenantDb, id: string): Promise<boolean> {
  const query = db.from('authorizations').where({ id }).first('id');
  const { dialect } = platformOf(db);
  return (await (dialect === 'postgres' ? query.forShare() : query)) !== undefined;
}

/** Tables whose rows end by themselves, each with its own key. */
const ENDING = {
  authorization_codes: 'code_hash',
  access_tokens: 'token_hash',
  refresh_tokens: 'token_hash',
  token_grants: 'id',
  pushed_requests: 'request_hash',
} as const;

/** A replay is told from a code that never was for so long after its end. */
const KEPT = 24 * 60 * 60 * 1000;

/**
 * Deletes what has ended, `limit` rows of each table at the most, so that no other write waits for long.
 * @returns whether there may be more
 */
export async function forgetEnded({ sql }: PlatformDb, now: number, limit: number): Promise<boolean> {
  let more = false;
  for (const [table, key] of Object.entries(ENDING)) {
    const kept = table === 'authorization_codes' ? KEPT : 0;
    const columns = ['tenant_id', key];
    const old = sql(table)
      .select(columns)
      .where('expires_at', '<=', now - kept)
      .limit(limit);
    const deleted = await sql(table).whereIn(columns, old).delete();
    more = more || deleted === limit;
  }
  return more;
}
