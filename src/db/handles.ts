import type { Knex } from 'knex';
import type { Dialect } from './connect.ts';
import type { TenantTable } from './references.ts';

/**
 * All rows of all tenants. For the few look-ups that come before the tenant is known, or that must see across
 * tenants; a structure test lists the files that may use it.
 */
/** A query that is being built: what stores get and never name more closely. */
export type Query = Knex.QueryBuilder;

export interface PlatformDb {
  readonly dialect: Dialect;
  readonly sql: Knex;
}

/** What a store gets: every query is already bound to one tenant, so a query that forgets its tenant cannot be written. */
export interface TenantDb {
  readonly tenantId: string;
  /** The tenant's rows of a table, to read, update or delete. */
  from(table: TenantTable): Knex.QueryBuilder;
  /** The same, held against other transactions until this one ends: for read-then-write. */
  lock(table: TenantTable): Knex.QueryBuilder;
  /** Inserts rows; `tenant_id` is added here. */
  insert(table: TenantTable, rows: object | object[]): Promise<void>;
}

const platformHandles = new WeakMap<TenantDb, PlatformDb>();

/** Binds a handle (the pool's, or a transaction's) to one tenant. */
export function tenantDb(platform: PlatformDb, tenantId: string): TenantDb {
  const from = (table: TenantTable) => platform.sql(table).where(`${table}.tenant_id`, tenantId);
  const handle: TenantDb = {
    tenantId,
    from,
    // SQLite has one writer at a time: there the transaction itself is the lock.
    lock: (table) => (platform.dialect === 'postgres' ? from(table).forUpdate() : from(table)),
    insert: async (table, rows) => {
      const list = Array.isArray(rows) ? rows : [rows];
      if (list.length === 0) return;
      await platform.sql(table).insert(list.map((row) => ({ ...row, tenant_id: tenantId })));
    },
  };
  platformHandles.set(handle, platform);
  return handle;
}

/** The platform handle under a tenant's, on the same transaction. */
export function platformOf(db: TenantDb): PlatformDb {
  const platform = platformHandles.get(db);
  if (platform === undefined) throw new TypeError('not a handle made by tenantDb()');
  return platform;
}
