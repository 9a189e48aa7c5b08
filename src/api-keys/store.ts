import { selectPage, type Page, type PageRequest, type TenantDb } from '../db/index.ts';

const TABLE = 'api_keys';

export interface ApiKey {
  tenant_id: string;
  id: string;
  user_id: string;
  name: string | null;
  prefix: string;
  expires_at: number | null;
  last_used_at: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** The key itself: only in the answer that made it. */
  api_key?: string;
}

/** Everything but the hash, which nobody has to see. */
const COLUMNS = [
  'tenant_id',
  'id',
  'user_id',
  'name',
  'prefix',
  'expires_at',
  'last_used_at',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

export async function findApiKey(db: TenantDb, id: string): Promise<ApiKey | undefined> {
  return (await db.from(TABLE).where({ id }).first(COLUMNS)) as ApiKey | undefined;
}

export async function lockApiKey(db: TenantDb, id: string): Promise<ApiKey | undefined> {
  return (await db.lock(TABLE).where({ id }).first(COLUMNS)) as ApiKey | undefined;
}

export async function listApiKeys(
  db: TenantDb,
  filter: { user?: string },
  page: PageRequest,
): Promise<Page<ApiKey>> {
  const query = db.from(TABLE);
  if (filter.user !== undefined) query.where({ user_id: filter.user });
  return selectPage<ApiKey>(query, TABLE, COLUMNS, page);
}

export async function insertApiKey(
  db: TenantDb,
  { api_key: _, ...row }: ApiKey,
  keyHash: string,
): Promise<void> {
  await db.insert(TABLE, { ...row, key_hash: keyHash });
}

export async function updateApiKey(db: TenantDb, key: ApiKey): Promise<void> {
  const { name, expires_at, version, updated_at } = key;
  await db.from(TABLE).where({ id: key.id }).update({ name, expires_at, version, updated_at });
}

export async function removeApiKey(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
}
