import type { Knex } from 'knex';
import type { Dialect } from './dialect.ts';
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

/**
 * What a store gets: every query is already bound to one tenant, so a query that forgets its tenant cannot be
 * written. One is made for every request, so it is a class: closures would cost more than some whole requests.
 */
export class TenantDb {
  readonly tenantId: string;
  readonly #platform: PlatformDb;

  constructor(platform: PlatformDb, tenantId: string) {
    this.#platform = platform;
    this.tenantId = tenantId;
  }

  /** The tenant's rows of a table, to read, update or delete. */
  from(table: TenantTable): Query {
    return this.#platform.sql(table).where(`${table}.tenant_id`, this.tenantId);
  }

  /** The same, held against other transactions until this one ends: for read-then-write. */
  lock(table: TenantTable): Query {
    // SQLite has one writer at a time: there the transaction itself is the lock.
    return this.#platform.dialect === 'postgres' ? this.from(table).forUpdate() : this.from(table);
  }

  /** Inserts rows; `tenant_id` is added here. */
  async insert(table: TenantTable, rows: object | object[]): Promise<void> {
    const list = Array.isArray(rows) ? rows : [rows];
    if (list.length === 0) return;
    await this.#platform.sql(table).insert(list.map((row: object) => ({ ...row, tenant_id: this.tenantId })));
  }

  static platformOf(db: TenantDb): PlatformDb {
    return db.#platform;
  }
}

/** Binds a handle (the pool's, or a transaction's) to one tenant. */
export function tenantDb(platform: PlatformDb, tenantId: string): TenantDb {
  return new TenantDb(platform, tenantId);
}

/** The platform handle under a tenant's, on the same transaction. */
export function platformOf(db: TenantDb): PlatformDb {
  return TenantDb.platformOf(db);
}
