import { newToken, sha256 } from '../crypto/index.ts';
import {
  createBatcher,
  platformDb,
  rowSet,
  violatesReference,
  type Database,
  type PlatformDb,
} from '../db/index.ts';

const TABLE = 'access_tokens';

export const ACCESS_TOKEN_PREFIX = 'vkat_';

/** An access token as it is stored: its SHA-256, and what it is good for. */
export interface AccessTokenRow {
  tenant_id: string;
  token_hash: string;
  app_id: string;
  /** null: the app acts as itself. */
  user_id: string | null;
  /** null: got by client credentials. */
  grant_id: string | null;
  /** Separated by spaces. */
  scopes: string;
  created_at: number;
  expires_at: number;
}

/** What a token endpoint answers (RFC 6749, 5.1). */
export interface TokenAnswer {
  access_token: string;
  token_type: 'bearer';
  /** Seconds. */
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

/** What a new token is to be good for. @param lifetime seconds */
export interface NewToken {
  tenantId: string;
  appId: string;
  userId: string | null;
  grantId: string | null;
  scopes: readonly string[];
  lifetime: number;
}

export function newAccessToken(wanted: NewToken, now: number): { row: AccessTokenRow; answer: TokenAnswer } {
  const { tenantId, appId, userId, grantId, scopes, lifetime } = wanted;
  const access_token = newToken(ACCESS_TOKEN_PREFIX);
  const scope = scopes.join(' ');
  return {
    row: {
      tenant_id: tenantId,
      token_hash: sha256(access_token),
      app_id: appId,
      user_id: userId,
      grant_id: grantId,
      scopes: scope,
      created_at: now,
      expires_at: now + lifetime * 1000,
    },
    answer: { access_token, token_type: 'bearer', expires_in: lifetime, scope },
  };
}

/**
 * Stores tokens that are issued by themselves. Those that are asked for at the same moment share one statement: a
 * commit costs more than a row, and nobody is answered before it.
 */
export function createTokenWriter(database: Database): (row: AccessTokenRow) => Promise<void> {
  const db = platformDb(database);
  const write = createBatcher<AccessTokenRow, true>(async (rows) => {
    await insertAccessTokens(db, rows).catch(async (error: unknown) => {
      if (!violatesReference(error)) throw error;
      // A tenant was deleted meanwhile. Its token is none, and must not fail the others'.
      await insertAccessTokens(db, rows, 'of tenants that exist');
    });
    return rows.map(() => true);
  });
  return async (row) => void (await write(row));
}

const COLUMNS = [
  'tenant_id',
  'token_hash',
  'app_id',
  'user_id',
  'grant_id',
  'scopes',
  'created_at',
  'expires_at',
] as const satisfies (keyof AccessTokenRow)[];

/** Tokens of several tenants in one statement. */
export async function insertAccessTokens(
  { sql, dialect }: PlatformDb,
  rows: readonly AccessTokenRow[],
  which?: 'of tenants that exist',
): Promise<void> {
  const { from, binding } = rowSet(dialect, TABLE, COLUMNS, rows);
  const existing =
    which === undefined ? '' : 'WHERE EXISTS (SELECT 1 FROM tenants WHERE id = token.tenant_id)';
  await sql.raw(
    `INSERT INTO ${TABLE} (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM ${from} AS token ${existing}`,
    [binding],
  );
}

/** Ends an access token of an app. @returns the app that it was issued to; undefined where there is none */
export async function removeAccessToken(
  { sql }: PlatformDb,
  hash: string,
  appId: string,
): Promise<string | undefined> {
  if ((await sql(TABLE).where({ token_hash: hash, app_id: appId }).delete()) > 0) return appId;
  const found = (await sql(TABLE).where({ token_hash: hash }).first('app_id')) as
    { app_id: string } | undefined;
  return found?.app_id;
}
