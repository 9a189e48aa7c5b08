import pg from 'pg';
import sqlite3 from 'sqlite3';
import { NOW_SQL, type Dialect } from './dialect.ts';

/**
 * A prepared look-up of many keys at once. `from` continues `FROM wanted`, where `wanted` has a column for each key
 * part; it is the same text for both databases. A column may be `NOW`.
 */
export interface Lookup {
  name: string;
  /** Parts of a key: column name of `wanted` → its type in PostgreSQL. */
  key: Readonly<Record<string, 'uuid' | 'text'>>;
  /** SQL expressions, in the order in which rows give them. */
  columns: readonly string[];
  from: string;
}

/**
 * Prepared statements outside Knex and its pool, for the few reads that run on every request: they neither pay for
 * building SQL nor queue behind a write transaction. They always see the last commit. A whole answer comes back as
 * one JSON text, because both drivers take longer to make a row's values than the database to find it.
 */
export interface Reads {
  /** @returns for each key, in their order, the rows found, as tuples of `columns` */
  lookUp<Row extends unknown[]>(lookup: Lookup, keys: readonly (readonly string[])[]): Promise<Row[][]>;
  close(): Promise<void>;
}

/** Stands for the database's time among a look-up's columns. */
export const NOW = 'now';

function timed(columns: readonly string[], dialect: Dialect): string {
  return columns.map((column) => (column === NOW ? NOW_SQL[dialect] : column)).join(', ');
}

/** Rows come with the position of their key in front. */
function byKey<Row extends unknown[]>(found: [number, ...Row][], count: number): Row[][] {
  const rows: Row[][] = Array.from({ length: count }, () => []);
  for (const [position, ...row] of found) rows[position]!.push(row as unknown as Row);
  return rows;
}

export function openSqliteReads(filename: string): Reads {
  let opening: Promise<sqlite3.Database> | undefined;
  const prepared = new Map<Lookup, sqlite3.Statement>();

  /** Opened on first use: the file is there once the migrations have run. */
  function open(): Promise<sqlite3.Database> {
    opening ??= new Promise<sqlite3.Database>((resolve, reject) => {
      const database = new sqlite3.Database(filename, sqlite3.OPEN_READONLY, (error) => {
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
        // Not get(): that stops at the first row and leaves the statement, and with it the snapshot, open.
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
  // A CROSS JOIN keeps the tables in the order written: from the few keys to the many rows.
  const joins = from.replaceAll(/(?<!LEFT )\bJOIN\b/g, 'CROSS JOIN');
  return `SELECT json_group_array(json_array(wanted.position, ${timed(columns, 'sqlite')})) AS found FROM ${wanted} ${joins}`;
}

export function openPostgresReads(settings: pg.PoolConfig): Reads {
  const pool = new pg.Pool({
    ...settings,
    max: 4,
    query_timeout: 5_000,
    // Every read here is from few keys to their rows by an index, whatever the statistics say.
    options: '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off',
  });
  // An idle connection that breaks is replaced by the next query; unheard, its error would end the process.
  pool.on('error', () => undefined);
  const texts = new Map<Lookup, string>();

  return {
    async lookUp<Row extends unknown[]>(lookup: Lookup, keys: readonly (readonly string[])[]) {
      let text = texts.get(lookup);
      if (text === undefined) texts.set(lookup, (text = postgresText(lookup)));
      const values = Object.keys(lookup.key).map((_, part) => keys.map((key) => key[part]));
      const { rows } = await pool.query<{ found: [number, ...Row][] | null }>({
        name: lookup.name,
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
