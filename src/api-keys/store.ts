import { selectPage, type Page, type PageRequest, type PlatformDb, type TenantDb } from '../db/index.ts';
import { rowsByKey } from '../db/before-tenant.ts';

const TABLE = 'api_keys';

export interface ApiKey {
  tenant_id: string;
  id: string;
  user_id: string;
  name: string | null;
  prefix: string;
  /** null: all permissions of the user. */
  scopes: readonly string[] | null;
  /** Only the user has seen the key. */
  personal: boolean;
  /** The OAuth app that the key was issued to, and the authorization it was issued under. */
  app_id: string | null;
  authorization_id: string | null;
  expires_at: number | null;
  last_used_at: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** The key itself. Only in the response that created it. */
  api_key?: string;
}

type Row = Omit<ApiKey, 'scopes' | 'personal'> & { scopes: string | null; personal: boolean | number };

/** All columns but the hashes. */
const COLUMNS = [
  'tenant_id',
  'id',
  'user_id',
  'name',
  'prefix',
  'scopes',
  'personal',
  'app_id',
  'authorization_id',
  'expires_at',
  'last_used_at',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = { table: TABLE, columns: COLUMNS, nullable: ['name', 'expires_at', 'last_used_at'] };

export async function findApiKey(db: TenantDb, id: string): Promise<ApiKey | undefined> {
  const row = (await db.from(TABLE).where({ id }).first(COLUMNS)) as Row | undefined;
  return row && fromRow(row);
}

export async function lockApiKey(db: TenantDb, id: string): Promise<ApiKey | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first(COLUMNS)) as Row | undefined;
  return row && fromRow(row);
}

export async function listApiKeys(
  db: TenantDb,
  filter: { user?: string },
  page: PageRequest,
): Promise<Page<ApiKey>> {
  const query = db.from(TABLE);
  if (filter.user !== undefined) query.where({ user_id: filter.user });
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: rows.map(fromRow), total };
}

export async function insertApiKey(
  db: TenantDb,
  { api_key: _, scopes, ...row }: ApiKey,
  hashes: { key_hash: string; passphrase_hash?: string },
): Promise<void> {
  await db.insert(TABLE, { ...row, scopes: scopes === null ? null : JSON.stringify(scopes), ...hashes });
}

export async function updateApiKey(db: TenantDb, key: ApiKey): Promise<void> {
  const { name, expires_at, version, updated_at } = key;
  await db.from(TABLE).where({ id: key.id }).update({ name, expires_at, version, updated_at });
}

export async function removeApiKey(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}

/**
 * Deletes a key of the app, expired or not.
 * @returns the app that the key belongs to; undefined if there is no such key
 */
export async function removeKeyOfApp(
  db: PlatformDb,
  { key_hash, passphrase_hash }: { key_hash: string; passphrase_hash: string },
  appId: string,
): Promise<string | undefined> {
  const key = () => rowsByKey(db, TABLE, { key_hash }).where({ passphrase_hash });
  if ((await key().where({ app_id: appId }).delete()) > 0) return appId;
  const found = (await key().first('app_id')) as { app_id: string } | undefined;
  return found?.app_id;
}

/** Deletes all keys of an app, in every tenant. */
export async function removeKeysOfApp(db: TenantDb, appId: string): Promise<void> {
  await rowsByKey(db, TABLE, { app_id: appId }).delete();
}

/** Deletes all keys issued to apps for a user, in every tenant. */
export async function removeAppKeysOfUser(db: PlatformDb, userId: string): Promise<void> {
  await rowsByKey(db, TABLE, { user_id: userId }).whereNotNull('authorization_id').delete();
}

/** Deletes the keys issued under these authorizations. */
export async function removeKeysOfAuthorizations(db: TenantDb, ids: string[]): Promise<void> {
  await db.from(TABLE).whereIn('authorization_id', ids).delete();
}

function fromRow(row: Row): ApiKey {
  return {
    ...row,
    personal: Boolean(row.personal),
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
  };
}
