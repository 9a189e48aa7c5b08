import type { Knex } from 'knex';
import { NOW_SQL, type Dialect } from './dialect.ts';
import type { PlatformTable, TenantTable } from './references.ts';

/**
 * Who can see which rows. A handle is a connection pool or a transaction, limited to some rows:
 *
 *   PlatformDb    the tables that belong to no tenant, such as `users`. Every transaction starts with it.
 *   TenantDb      one tenant's rows, made by `tenantDb(platform, tenantId)`. Stores and actions get this one.
 *
 * Both hide the connection, so neither can reach another tenant's rows, and any file may use them. Rows of several
 * tenants are reached only through these files, and a structure test lists the files that may import them:
 *
 *   before-tenant.ts  rows found by a secret, a user or another ID that several tenants share, before or without
 *                     knowing the tenant
 *   hot-read.ts       rows of several tenants at once, each asked for with its tenant
 *   all-tenants.ts    rows of all tenants, for background jobs
 *   raw.ts            any SQL
 */

/** A query under construction; stores do not need a more specific type. */
export type Query = Knex.QueryBuilder;

/** An SQL expression, as a value in a condition, an insert or an update. */
export type Expression = Knex.Raw;

/** PostgreSQL has sizes as 32-bit integers. */
const MAX_BYTES = 2 ** 31 - 1;

/** Access to the tables that belong to no tenant. */
export class PlatformDb {
  readonly dialect: Dialect;
  readonly #sql: Knex;

  constructor(dialect: Dialect, sql: Knex) {
    this.dialect = dialect;
    this.#sql = sql;
  }

  /** A table's rows, to read, insert, update or delete. */
  from(table: PlatformTable, alias: string = table): Query {
    return this.#sql(alias === table ? table : `${table} as ${alias}`);
  }

  /** Like `from`, but locks the rows until the transaction ends, for read-then-write. */
  lock(table: PlatformTable): Query {
    // SQLite has one writer at a time, so the transaction itself is the lock.
    return this.dialect === 'postgres' ? this.from(table).forUpdate() : this.from(table);
  }

  /**
   * Inserts a row, or changes the one with the same key.
   * @param change continues `DO UPDATE SET`; `excluded` is the row that was not inserted
   */
  upsert(
    table: PlatformTable,
    row: Readonly<Record<string, string | number | null>>,
    key: readonly string[],
    change: { set: string; values?: readonly (string | number)[]; returning?: readonly string[] },
  ): Promise<unknown> {
    const columns = Object.keys(row);
    const returning = change.returning === undefined ? '' : `RETURNING ${change.returning.join(', ')}`;
    return Promise.resolve(
      this.#sql.raw(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
         ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${change.set} ${returning}`,
        [...Object.values(row), ...(change.values ?? [])] as Knex.RawBinding[],
      ),
    );
  }

  /** The database's time plus `offset`, in milliseconds since the epoch. */
  now(offset = 0): Expression {
    const now = NOW_SQL[this.dialect];
    return this.#sql.raw(offset === 0 ? now : `${now} + ${Number(offset)}`);
  }

  /** The value of a column plus `offset`. */
  column(name: string, offset = 0): Expression {
    return offset === 0 ? this.#sql.raw('??', [name]) : this.#sql.raw(`?? + ${Number(offset)}`, [name]);
  }

  /**
   * The bytes of text columns together, which the database knows without reading the text.
   * @param most a longer value counts as nothing
   */
  bytesOf(columns: readonly string[], most = MAX_BYTES): Expression {
    const sizes = columns.map(() => 'CASE WHEN octet_length(??) <= ? THEN octet_length(??) ELSE 0 END');
    return this.#sql.raw(
      sizes.join(' + '),
      columns.flatMap((column) => [column, most, column]),
    );
  }

  static sqlOf(db: PlatformDb): Knex {
    return db.#sql;
  }
}

/**
 * What a store gets: every query is already scoped to one tenant, so it is impossible to write one that forgets the
 * tenant. One is created for every request, so it is a class: closures would cost more than some entire requests.
 */
export class TenantDb {
  readonly tenantId: string;
  readonly #platform: PlatformDb;

  constructor(platform: PlatformDb, tenantId: string) {
    this.#platform = platform;
    this.tenantId = tenantId;
  }

  get dialect(): Dialect {
    return this.#platform.dialect;
  }

  /** The tenant's rows in a table, to read, update or delete. */
  from(table: TenantTable): Query {
    return sqlOf(this)(table).where(`${table}.tenant_id`, this.tenantId);
  }

  /** The components that the tenant can see: its own, and the global ones of all tenants. Only to read. */
  visibleComponents(): Query {
    const own = { 'components.tenant_id': this.tenantId };
    return sqlOf(this)('components').where(
      (where) => void where.where(own).orWhere('components.access', 'global'),
    );
  }

  /** Like `from`, but locks the rows until the transaction ends, for read-then-write. */
  lock(table: TenantTable): Query {
    return this.dialect === 'postgres' ? this.from(table).forUpdate() : this.from(table);
  }

  /** Inserts rows, adding `tenant_id`. */
  async insert(table: TenantTable, rows: object | object[]): Promise<void> {
    const list = Array.isArray(rows) ? rows : [rows];
    if (list.length === 0) return;
    await sqlOf(this)(table).insert(list.map((row: object) => ({ ...row, tenant_id: this.tenantId })));
  }

  /** The database's time plus `offset`, in milliseconds since the epoch. */
  now(offset = 0): Expression {
    return this.#platform.now(offset);
  }

  /** The value of a column plus `offset`. */
  column(name: string, offset = 0): Expression {
    return this.#platform.column(name, offset);
  }

  /** The value where the SQL condition is true, otherwise the column's. */
  when(condition: string, value: string | number | null, column: string): Expression {
    return sqlOf(this).raw(`CASE WHEN ${condition} THEN ? ELSE ?? END`, [value, column]);
  }

  /** The first characters of a text column; null where another column has a value. */
  startUnless(other: string, column: string, characters: number): Expression {
    return sqlOf(this).raw('CASE WHEN ?? IS NULL THEN substr(??, 1, ?) END', [other, column, characters]);
  }

  /** The bytes of text columns together; a value longer than `most` counts as nothing. */
  bytesOf(columns: readonly string[], most?: number): Expression {
    return this.#platform.bytesOf(columns, most);
  }

  static platformOf(db: TenantDb): PlatformDb {
    return db.#platform;
  }
}

/** Scopes a handle (the pool's, or a transaction's) to one tenant. */
export function tenantDb(platform: PlatformDb, tenantId: string): TenantDb {
  return new TenantDb(platform, tenantId);
}

/** The tables that belong to no tenant, in the same transaction. */
export function platformOf(db: TenantDb): PlatformDb {
  return TenantDb.platformOf(db);
}

/** The connection behind a handle. Only for src/db, which does not export it. */
export function sqlOf(db: PlatformDb | TenantDb): Knex {
  return PlatformDb.sqlOf(db instanceof TenantDb ? TenantDb.platformOf(db) : db);
}
