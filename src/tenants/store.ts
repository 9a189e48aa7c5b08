import { TENANT_TABLES, type PlatformDb } from '../db/index.ts';
import type { WrappedKey } from '../crypto/index.ts';
import { lockRows } from '../db/index.ts';

export interface Tenant {
  id: string;
  name: string;
  /** Where browsers may be sent after an account was connected. */
  return_urls: string[];
  version: number;
  created_at: number;
  updated_at: number;
  /** The creator's key for it: only in the answer that made it. */
  api_key?: string;
}

type Row = Omit<Tenant, 'return_urls'> & { return_urls: string };

export async function findTenant(db: PlatformDb, id: string): Promise<Tenant | undefined> {
  const row = (await db.sql('tenants').where({ id }).first()) as Row | undefined;
  return row && { ...row, return_urls: JSON.parse(row.return_urls) as string[] };
}

export async function lockTenant(db: PlatformDb, id: string): Promise<Tenant | undefined> {
  await lockRows(db, 'tenants', [id], 'update');
  return findTenant(db, id);
}

export async function insertTenant(db: PlatformDb, tenant: Tenant, key: WrappedKey): Promise<void> {
  await db.sql('tenants').insert({ ...tenant, return_urls: JSON.stringify(tenant.return_urls) });
  await db.sql('tenant_keys').insert({
    tenant_id: tenant.id,
    id: key.id,
    wrapped: key.wrapped,
    master_key_id: key.masterKeyId,
    created_at: tenant.created_at,
  });
}

export async function updateTenant(db: PlatformDb, { id, ...tenant }: Tenant): Promise<void> {
  await db
    .sql('tenants')
    .where({ id })
    .update({ ...tenant, return_urls: JSON.stringify(tenant.return_urls) });
}

/** The tenant and every row it owns, in the order of `references.ts`. With the data key go the secrets in any backup of the tables. */
export async function removeTenant(db: PlatformDb, id: string): Promise<void> {
  for (const table of TENANT_TABLES) await db.sql(table).where({ tenant_id: id }).delete();
  await db.sql('tenants').where({ id }).delete();
}
