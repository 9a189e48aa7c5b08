import type { WrappedKey } from '../crypto/index.ts';
import { lockRows, TENANT_TABLES, tenantDb, type PlatformDb } from '../db/index.ts';

export interface Tenant {
  id: string;
  name: string;
  /** URLs that browsers can be redirected to after connecting an account. */
  return_urls: string[];
  /** Where alerts are sent; null: nowhere. */
  alert_url: string | null;
  /** Sealed. Signs alerts. null until `alert_url` is set for the first time. */
  alert_signing_secret: string | null;
  /** Sealed. Also signs alerts until `previous_alert_signing_secret_until`, milliseconds since the epoch. */
  previous_alert_signing_secret: string | null;
  previous_alert_signing_secret_until: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  /** The secret that signs alerts. Only in the response that first set `alert_url`. */
  shown_alert_signing_secret?: string;
  /** The creator's API key for this tenant. Only in the response to `create`. */
  api_key?: string;
}

type Row = Omit<Tenant, 'return_urls' | 'api_key' | 'shown_alert_signing_secret'> & { return_urls: string };

export async function findTenant(db: PlatformDb, id: string): Promise<Tenant | undefined> {
  const row = (await db.from('tenants').where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listTenants(
  db: PlatformDb,
  { number, size }: { number: number; size: number },
): Promise<Tenant[]> {
  const rows = (await db
    .from('tenants')
    .orderBy('id')
    .limit(size)
    .offset((number - 1) * size)) as Row[];
  return rows.map(fromRow);
}

function fromRow(row: Row): Tenant {
  return {
    ...row,
    previous_alert_signing_secret_until: numberOrNull(row.previous_alert_signing_secret_until),
    return_urls: JSON.parse(row.return_urls) as string[],
  };
}

function numberOrNull(value: number | string | null): number | null {
  return value === null ? null : Number(value);
}

export async function lockTenant(db: PlatformDb, id: string): Promise<Tenant | undefined> {
  await lockRows(db, 'tenants', [id], 'update');
  return findTenant(db, id);
}

export async function insertTenant(db: PlatformDb, tenant: Tenant, key: WrappedKey): Promise<void> {
  await db.from('tenants').insert({ ...tenant, return_urls: JSON.stringify(tenant.return_urls) });
  await tenantDb(db, tenant.id).insert('tenant_keys', {
    id: key.id,
    wrapped: key.wrapped,
    master_key_id: key.masterKeyId,
    created_at: tenant.created_at,
  });
}

export async function updateTenant(db: PlatformDb, { id, ...tenant }: Tenant): Promise<void> {
  await db
    .from('tenants')
    .where({ id })
    .update({ ...tenant, return_urls: JSON.stringify(tenant.return_urls) });
}

/**
 * Deletes the tenant and all its rows, in the order of `references.ts`. Without the data key, secrets in table backups
 * are unreadable.
 */
export async function removeTenant(db: PlatformDb, id: string): Promise<void> {
  const tenant = tenantDb(db, id);
  for (const table of TENANT_TABLES) await tenant.from(table).delete();
  await db.from('tenants').where({ id }).delete();
}
