import pg from 'pg';
import type sqlite3 from 'sqlite3';
import { NOW_SQL, type Dialect } from './dialect.ts';
import { ClosingClient } from './postgres-client.ts';
import { sqliteDriver } from './sqlite-driver.ts';

/**
 * A prepared lookup of many keys at once. `from` continues `FROM wanted`, where `wanted` has a column for each key
 * part; it is the same SQL for both databases. A column may be `NOW`.
 */
export interface Lookup {
  name: string;
  /** The parts of a key: column name in `wanted` → its PostgreSQL type. */
  key: Readonly<Record<string, 'uuid' | 'text'>>;
  /** SQL expressions, in the order of the values in a row. */
  columns: readonly string[];
  from: string;
}

/**
 * Prepared statements outside Knex and its pool, for the few reads that run on every request: they do not pay for
 * building SQL, and do not queue behind a write transaction. They always see the last commit. The entire result comes
 * back as one JSON text, because both drivers take longer to create a row's values than the database takes to find it.
 */
export interface Statements {
  /** @returns the rows found for each key, in the order of the keys, as tuples of `columns` */
  lookUp<Row extends unknown[]>(lookup: Lookup, keys: readonly (readonly string[])[]): Promise<Row[][]>;
  close(): Promise<void>;
}

/** The prepared statements of a database. Only `hot-read.ts` and `before-tenant.ts` run them. */
export class Reads {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  static statementsOf(reads: Reads): Statements {
    return reads.#statements;
  }
}

/** Only for src/db, which does not export it. */
export function statementsOf(reads: Reads): Statements {
  return Reads.statementsOf(reads);
}

/** As a column of a lookup, the database's time. */
export const NOW = 'now';

function timed(columns: readonly string[], dialect: Dialect): string {
  return columns.map((column) => (column === NOW ? NOW_SQL[dialect] : column)).join(', ');
}

/** Each row starts with the position of its key. */
function byKey<Row extends unknown[]>(found: [number, ...Row][], count: number): Row[][] {
  const rows: Row[][] = Array.from({ length: count }, () => []);
  for (const [position, ...row] of found) rows[position]!.push(row as unknown as Row);
  return rows;
}

export function openSqliteReads(filename: string): Statements {
  let opening: Promise<sqlite3.Database> | undefined;
  const prepared = new Map<Lookup, sqlite3.Statement>();

  /** Opens the file on first use, when the migrations have created it. */
  function open(): Promise<sqlite3.Database> {
    opening ??= new Promise<sqlite3.Database>((resolve, reject) => {
      const { Database, OPEN_READONLY } = sqliteDriver();
      const database = new Database(filename, OPEN_READONLY, (error) => {
        if (error !== null) return reject(error);
        database.exec(
          'PRAGMA busy_timeout=5000; PRAGMA cache_size=-65536; PRAGMA mmap_size=2147418112;',
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
    async lookUp<Row extends unknown[]>(lookup: Lookup, keys: readonly (readonly string[])[]) {
      const database = await open();
      let statement = prepared.get(lookup);
      if (statement === undefined) prepared.set(lookup, (statement = database.prepare(sqliteText(lookup))));
      const found = await new Promise<string>((resolve, reject) => {
        // Not get(): it stops at the first row and leaves the statement, and with it the snapshot, open.
        statement.all<{ found: string }>([JSON.stringify(keys)], (error, rows) =>
          error === null ? resolve(rows[0]!.found) : reject(error),
        );
      });
      return byKey<Row>(JSON.parse(found) as [number, ...Row][], keys.length);
    },
    async close() {
      if (opening === undefined) return;
      const database = await opening;
      await Promise.all(
        [...prepared.values()].map(
          (statement) => new Promise<void>((resolve) => statement.finalize(() => resolve())),
        ),
      );
      await new Promise<void>((resolve, reject) => {
        database.close((error) => (error === null ? resolve() : reject(error)));
      });
    },
  };
}

function sqliteText({ key, columns, from }: Lookup): string {
  const parts = Object.keys(key).map((name, index) => `value ->> ${index} AS ${name}`);
  const wanted = `(SELECT key AS position, ${parts.join(', ')} FROM json_each(?1)) AS wanted`;
  // A CROSS JOIN keeps the tables in this order: from the few keys to the many rows.
  const joins = from.replaceAll(/(?<!LEFT )\bJOIN\b/g, 'CROSS JOIN');
  return `SELECT json_group_array(json_array(wanted.position, ${timed(columns, 'sqlite')})) AS found FROM ${wanted} ${joins}`;
}

/** @param isPooled whether statements cannot be prepared, and sessions not configured */
export function openPostgresReads(settings: pg.PoolConfig, isPooled: boolean): Statements {
  const pool = new pg.Pool({
    ...settings,
    Client: ClosingClient,
    query_timeout: 5_000,
    // Every read here goes from a few keys to their rows by an index, whatever the statistics say.
    ...(!isPooled && {
      options: '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off',
    }),
  });
  // The next query replaces an idle connection that breaks; without a listener, its error would crash the process.
  pool.on('error', () => undefined);
  const texts = new Map<Lookup, string>();

  return {
    async lookUp<Row extends unknown[]>(lookup: Lookup, keys: readonly (readonly string[])[]) {
      let text = texts.get(lookup);
      if (text === undefined) texts.set(lookup, (text = postgresText(lookup)));
      const values = Object.keys(lookup.key).map((_, part) => keys.map((key) => key[part]));
      const { rows } = await pool.query<{ found: [number, ...Row][] | null }>({
        ...(!isPooled && { name: lookup.name }),
        text,
        values,
      });
      return byKey<Row>(rows[0]?.found ?? [], keys.length);
    },
    close: () => pool.end(),
  };
}

function postgresText({ key, columns, from }: Lookup): string {
  const arrays = Object.values(key).map((type, index) => `$${index + 1}::${type}[]`);
  const wanted = `unnest(${arrays.join(', ')}) WITH ORDINALITY AS wanted (${Object.keys(key).join(', ')}, ordinality)`;
  return `SELECT json_agg(json_build_array(wanted.ordinality - 1, ${timed(columns, 'postgres')})) AS found FROM ${wanted} ${from}`;
}
