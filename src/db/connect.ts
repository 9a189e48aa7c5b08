import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Dialect } from './dialect.ts';
import { FailoverPostgresClient } from './postgres-client.ts';
import { openPostgresReads, openSqliteReads, Reads, statementsOf } from './reads.ts';
import { ImmediateSqliteClient } from './sqlite-client.ts';
import { sqliteDriver } from './sqlite-driver.ts';

/**
 * An open database: SQLite in this process, or a PostgreSQL server. Queries need a handle (`handles.ts`), so it can be
 * passed to anything.
 */
export class Database {
  readonly dialect: Dialect;
  /** Prepared statements for the hot path, on their own connections. */
  readonly reads: Reads;
  readonly #knex: Knex;

  constructor(dialect: Dialect, connection: Knex, reads: Reads) {
    this.dialect = dialect;
    this.reads = reads;
    this.#knex = connection;
  }

  /** The number of connections in the pool, and of callers waiting for one. */
  connections(): { used: number; free: number; waiting: number } {
    const { pool } = this.#knex.client as {
      pool: { numUsed(): number; numFree(): number; numPendingAcquires(): number };
    };
    return { used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires() };
  }

  async close(): Promise<void> {
    await statementsOf(this.reads).close();
    await this.#knex.destroy();
  }

  static knexOf(database: Database): Knex {
    return database.#knex;
  }
}

/** The connection pool. Only for src/db, which does not export it. */
export function knexOf(database: Database): Knex {
  return Database.knexOf(database);
}

export interface DatabaseOptions {
  url: string;
  poolMax: number;
  /**
   * `transaction`: a pooler between this process and PostgreSQL gives each transaction another connection, so that
   * nothing can be kept in a connection: no settings, and no prepared statements.
   */
  pooler?: string;
}

/** Knex would print warnings itself. Errors are thrown, and logged by whatever catches them. */
const SILENT = { warn: ignore, error: ignore, debug: ignore, deprecate: ignore };

function ignore(): void {}

/** Milliseconds that a query waits for a free connection before the caller gets a 503. */
const ACQUIRE_TIMEOUT = 5_000;

/**
 * Opens `sqlite:PATH` or `postgres://…`. Connects on first use, so that an unavailable database does not crash the
 * process.
 * @throws DriverError if the driver of SQLite is not built
 */
export function connect({ url, poolMax, pooler }: DatabaseOptions): Database {
  return url.startsWith('sqlite:')
    ? connectSqlite(url.slice('sqlite:'.length))
    : connectPostgres(url, poolMax, pooler === 'transaction');
}

function connectSqlite(filename: string): Database {
  sqliteDriver();
  const connection = knex({
    client: ImmediateSqliteClient,
    connection: { filename },
    useNullAsDefault: true,
    compileSqlOnError: false,
    log: SILENT,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    // A second connection would only wait for the write lock of the first.
    pool: { min: 1, max: 1, idleTimeoutMillis: 2 ** 31 - 1, afterCreate: prepareSqlite },
  });
  return new Database('sqlite', connection, new Reads(openSqliteReads(filename)));
}

/** Milliseconds that a writer waits for another process's write. */
const BUSY_TIMEOUT = 5000;

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

function prepareSqlite(
  connection: SqliteConnection,
  done: (error: Error | null, connection: SqliteConnection) => void,
): void {
  const startedAt = performance.now();
  const prepare = (): void =>
    connection.exec(
      // FULL, not NORMAL: an acknowledged write must survive a power failure, not just a killed process.
      `PRAGMA busy_timeout=${BUSY_TIMEOUT}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;`,
      (error) => {
        // Switching a new file to WAL ignores the busy timeout when another process does the same.
        const again = (error as { code?: string } | null)?.code === 'SQLITE_BUSY';
        if (again && performance.now() - startedAt < BUSY_TIMEOUT) setTimeout(prepare, 20);
        else done(error, connection);
      },
    );
  prepare();
}

/** Times are stored as bigint milliseconds, far below 2^53; by default the driver returns bigints as strings. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? Number
      : (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown),
};

/** Milliseconds after which a connection is replaced, so that all of them find a database that has moved. */
const MAX_LIFETIME = 600_000;
/** Reads of single rows have their own connections, which are never in a transaction. */
const MAX_READ_CONNECTIONS = 4;

/** Milliseconds. */
const TIMEOUTS = { statement_timeout: 15_000, lock_timeout: 10_000 };

/** @param poolMax how many connections there may be in all */
function connectPostgres(url: string, poolMax: number, isPooled: boolean): Database {
  const forReads = Math.min(MAX_READ_CONNECTIONS, Math.ceil(poolMax / 3));
  const settings = {
    connectionString: url,
    types,
    application_name: 'valetkey',
    connectionTimeoutMillis: ACQUIRE_TIMEOUT,
  };
  const connection = knex({
    client: FailoverPostgresClient,
    connection: { ...settings, ...(!isPooled && TIMEOUTS) } as Knex.PgConnectionConfig,
    compileSqlOnError: false,
    log: SILENT,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    pool: {
      min: 0,
      max: Math.max(1, poolMax - forReads),
      propagateCreateError: true,
      maxConnectionLifetimeMillis: MAX_LIFETIME,
      maxConnectionLifetimeJitterMillis: MAX_LIFETIME / 10,
    },
  });
  const reads = { ...settings, max: forReads, maxLifetimeSeconds: MAX_LIFETIME / 1000 };
  return new Database('postgres', connection, new Reads(openPostgresReads(reads, isPooled)));
}
