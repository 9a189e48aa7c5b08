import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Dialect } from './dialect.ts';
import { openPostgresReads, openSqliteReads, type Reads } from './reads.ts';
import { ImmediateSqliteClient } from './sqlite-client.ts';

/** One open database: SQLite in this process, or PostgreSQL shared with others. */
export interface Database {
  dialect: Dialect;
  knex: Knex;
  /** Prepared reads for the hot path, on connections of their own. */
  reads: Reads;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolMax: number;
}

/** Knex would print on its own; what goes wrong is thrown, and logged by whoever catches it. */
const SILENT = { warn: ignore, error: ignore, debug: ignore, deprecate: ignore };

function ignore(): void {}

/** How long a query waits for a free connection before the caller is told to come back. */
const ACQUIRE_TIMEOUT = 5_000;

/** Opens `sqlite:PATH` or `postgres://…`. Connects on first use, so that a database that is away is no crash. */
export function connect({ url, poolMax }: DatabaseOptions): Database {
  return url.startsWith('sqlite:')
    ? connectSqlite(url.slice('sqlite:'.length))
    : connectPostgres(url, poolMax);
}

function connectSqlite(filename: string): Database {
  const connection = knex({
    client: ImmediateSqliteClient,
    connection: { filename },
    useNullAsDefault: true,
    compileSqlOnError: false,
    log: SILENT,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    // A second connection would only wait for the first one's write lock.
    pool: { min: 1, max: 1, idleTimeoutMillis: 2 ** 31 - 1, afterCreate: prepareSqlite },
  });
  const reads = openSqliteReads(filename);
  return {
    dialect: 'sqlite',
    knex: connection,
    reads,
    close: async () => {
      await reads.close();
      await connection.destroy();
    },
  };
}

/** Milliseconds for which a writer waits for another process's. */
const BUSY_TIMEOUT = 5000;

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

function prepareSqlite(
  connection: SqliteConnection,
  done: (error: Error | null, connection: SqliteConnection) => void,
): void {
  const begun = performance.now();
  const prepare = (): void =>
    connection.exec(
      // FULL, not NORMAL: an acknowledged write survives a power cut, not only a killed process.
      `PRAGMA busy_timeout=${BUSY_TIMEOUT}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;`,
      (error) => {
        // Making a new file a WAL one does not wait for another process that does the same.
        const again = (error as { code?: string } | null)?.code === 'SQLITE_BUSY';
        if (again && performance.now() - begun < BUSY_TIMEOUT) setTimeout(prepare, 20);
        else done(error, connection);
      },
    );
  prepare();
}

/** Times are stored as bigint milliseconds, far below 2^53; the driver would hand them out as strings. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? Number
      : (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown),
};

function connectPostgres(url: string, poolMax: number): Database {
  const settings = {
    connectionString: url,
    types,
    application_name: 'valetkey',
    connectionTimeoutMillis: ACQUIRE_TIMEOUT,
  };
  const connection = knex({
    client: 'pg',
    connection: { ...settings, statement_timeout: 15_000, lock_timeout: 10_000 } as Knex.PgConnectionConfig,
    compileSqlOnError: false,
    log: SILENT,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT,
    pool: { min: 0, max: poolMax, propagateCreateError: true },
  });
  const reads = openPostgresReads(settings);
  return {
    dialect: 'postgres',
    knex: connection,
    reads,
    close: async () => {
      await reads.close();
      await connection.destroy();
    },
  };
}
