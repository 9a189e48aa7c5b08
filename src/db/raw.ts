import type { Knex } from 'knex';
import { Database, knexOf } from './connect.ts';
import { PlatformDb, sqlOf, type TenantDb } from './handles.ts';

export { NOW_SQL, NOW_ONCE_SQL } from './dialect.ts';
export { rowSet } from './row-set.ts';

/** Access to all rows of all tenants, in the pool or transaction of another handle. Its SQL must name the tenant. */
export class RawDb extends PlatformDb {
  readonly sql: Knex;

  constructor({ dialect }: { dialect: PlatformDb['dialect'] }, sql: Knex) {
    super(dialect, sql);
    this.sql = sql;
  }
}

export function rawDb(of: Database | PlatformDb | TenantDb): RawDb {
  return new RawDb(of, of instanceof Database ? knexOf(of) : sqlOf(of));
}
