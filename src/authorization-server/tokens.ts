import { newToken, sha256 } from '../crypto/index.ts';
import {
  createBatcher,
  platformDb,
  insertRows,
  violatesReference,
  type Database,
  type PlatformDb,
} from '../db/index.ts';
import { rowsByKey } from '../db/before-tenant.ts';

const TABLE = 'access_tokens';

export const ACCESS_TOKEN_PREFIX = 'vkat_';

/** An access token as it is stored, with its SHA-256 hash. */
export interface AccessTokenRow {
  tenant_id: string;
  token_hash: string;
  app_id: string;
  /** null if the app acts as itself. */
  user_id: string | null;
  /** null if issued for client credentials. */
  grant_id: string | null;
  /** Separated by spaces. */
  scopes: string;
  created_at: number;
  expires_at: number;
}

/** The response of the token endpoint (RFC 6749, 5.1). */
export interface TokenResponse {
  access_token: string;
  token_type: 'bearer';
  /** Seconds. */
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

/** The properties of a new token. `lifetime` is in seconds. */
export interface NewToken {
  tenantId: string;
  appId: string;
  userId: string | null;
  grantId: string | null;
  scopes: readonly string[];
  lifetime: number;
}

export function newAccessToken(
  wanted: NewToken,
  now: number,
): { row: AccessTokenRow; response: TokenResponse } {
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
    response: { access_token, token_type: 'bearer', expires_in: lifetime, scope },
  };
}

/**
 * Stores access tokens that are issued without a grant. Concurrent requests share one statement, since a commit costs
 * more than a row. Resolves after the commit.
 */
export function createTokenWriter(database: Database): (row: AccessTokenRow) => Promise<void> {
  const db = platformDb(database);
  const write = createBatcher<AccessTokenRow, true>(async (rows) => {
    await insertAccessTokens(db, rows).catch(async (error: unknown) => {
      if (!violatesReference(error)) throw error;
      // A tenant was deleted in the meantime. Its token is dropped, and must not make the others fail.
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
  db: PlatformDb,
  rows: readonly AccessTokenRow[],
  which?: 'of tenants that exist',
): Promise<void> {
  await insertRows(db, TABLE, COLUMNS, rows, { existingTenantsOnly: which !== undefined });
}

/** Deletes an access token if it belongs to the app. @returns the app it was issued to; undefined if unknown */
export async function removeAccessToken(
  db: PlatformDb,
  hash: string,
  appId: string,
): Promise<string | undefined> {
  if ((await rowsByKey(db, TABLE, { token_hash: hash }).where({ app_id: appId }).delete()) > 0) return appId;
  const found = (await rowsByKey(db, TABLE, { token_hash: hash }).first('app_id')) as
    { app_id: string } | undefined;
  return found?.app_id;
}
