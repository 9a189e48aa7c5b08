import pg from 'pg';
import sqlite3 from 'sqlite3';

/** One statement in both dialects. Parameters are positional; both return the same columns in the same order. */
export interface Statement {
  name: string;
  /** Parameters as `?1`, `?2`. */
  sqlite: string;
  /** Parameters as `$1`, `$2`. */
  postgres: string;
}

/**
 * Prepared statements outside Knex and its pool, for the few reads that run on every request: they neither pay for
 * building SQL nor queue behind a write transaction. They always see the last commit.
 */
export interface Reads {
  all<Row>(statement: Statement, parameters: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export function openSqliteReads(filename: string): Reads {
  let opening: Promise<sqlite3.Database> | undefined;
  const prepared = new Map<Statement, sqlite3.Statement>();

  /** Opened on first use: the file is there once the migrations have run. */
  function open(): Promise<sqlite3.Database> {
    opening ??= new Promise<sqlite3.Database>((resolve, reject) => {
      const database = new sqlite3.Database(filename, sqlite3.OPEN_READONLY, (error) => {
        if (error !== null) return reject(error);
        database.exec(
          'PRAGMA busy_timeout=5000; PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824;',
          (failure) => (failure === null ? resolve(database) : reject(failure)),
        );
      });
    }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  return {
    async all<Row>(statement: Statement, parameters: readonly unknown[]) {
      const database = await open();
      let handle = prepared.get(statement);
      if (handle === undefined) prepared.set(statement, (handle = database.prepare(statement.sqlite)));
      return new Promise<Row[]>((resolve, reject) => {
        handle.all<Row>(parameters, (error, rows) => (error === null ? resolve(rows) : reject(error)));
      });
    },
    async close() {
      if (opening === undefined) return;
      const database = await opening;
      await Promise.all(
        [...prepared.values()].map(
          (handle) => new Promise<void>((resolve) => handle.finalize(() => resolve())),
        ),
      );
      await new Promise<void>((resolve, reject) => {
        database.close((error) => (error === null ? resolve() : reject(error)));
      });
    },
  };
}

export function openPostgresReads(settings: pg.PoolConfig): Reads {
  const pool = new pg.Pool({ ...settings, max: 4, query_timeout: 5_000 });
  // An idle connection that breaks is replaced by the next query; unheard, its error would end the process.
  pool.on('error', () => undefined);
  return {
    async all<Row>({ name, postgres }: Statement, parameters: readonly unknown[]) {
      const { rows } = await pool.query({ name, text: postgres, values: [...parameters] });
      return rows as Row[];
    },
    close: () => pool.end(),
  };
}
