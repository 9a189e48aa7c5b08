import { knexOf, type Database } from './connect.ts';
import { NOW_SQL } from './dialect.ts';
import { isRetryable } from './errors.ts';
import { PlatformDb, sqlOf, type TenantDb } from './handles.ts';
import type { PlatformTable } from './references.ts';

const ATTEMPTS = 4;

/** A handle on the pool, outside any transaction. */
export function platformDb(database: Database): PlatformDb {
  return new PlatformDb(database.dialect, knexOf(database));
}

/** The database's time, in milliseconds since the epoch. */
export async function readNow(db: PlatformDb | TenantDb): Promise<number> {
  const sql = sqlOf(db);
  const [row] = (await sql.select(sql.raw(`${NOW_SQL[db.dialect]} AS now`))) as { now: number | string }[];
  return Number(row!.now);
}

/**
 * Runs `work` in one write transaction, and again if the database aborted it because of a deadlock, or refused to write
 * because it is a standby now. So `work` must do nothing but database work.
 */
export async function inTransaction<T>(database: Database, work: (db: PlatformDb) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    let first: { error: unknown } | undefined;
    try {
      return await knexOf(database).transaction(async (sql) => {
        try {
          return await work(new PlatformDb(database.dialect, sql));
        } catch (error) {
          first = { error };
          throw error;
        }
      });
    } catch (error) {
      // Not the error of the ROLLBACK: when the disk is full, SQLite has already ended the transaction, so the ROLLBACK
      // fails too.
      const reason = first === undefined ? error : first.error;
      if (attempt === ATTEMPTS || !isRetryable(reason)) throw reason;
    }
  }
}

/** Locks a table against changes by other transactions until this one ends; reads continue. */
export async function lockTable(db: PlatformDb, table: PlatformTable): Promise<void> {
  if (db.dialect === 'postgres') await sqlOf(db).raw('LOCK TABLE ?? IN SHARE ROW EXCLUSIVE MODE', [table]);
}

/**
 * Locks rows against changes by other transactions until this one ends; reads of these rows continue. SQLite has one
 * writer at a time, so there the transaction itself is the lock.
 */
export async function lockRows(
  db: PlatformDb | TenantDb,
  table: string,
  ids: string[],
  strength: 'share' | 'update',
): Promise<void> {
  if (db.dialect === 'sqlite' || ids.length === 0) return;
  // Always in the same order, so that two transactions that lock the same rows cannot deadlock.
  const rows = sqlOf(db)(table).select('id').whereIn('id', ids).orderBy('id');
  await (strength === 'share' ? rows.forShare() : rows.forUpdate());
}

/** @throws the driver's error if the database does not respond */
export async function ping(database: Database): Promise<void> {
  await knexOf(database).raw('SELECT 1');
}

const ROLLBACK = new Error('rolled back on purpose');

/**
 * Checks write access in a transaction that is rolled back.
 * @param hasTables whether the migrations have created the tables
 * @throws the driver's error
 */
export async function assertWritable(database: Database, hasTables: boolean): Promise<void> {
  await knexOf(database)
    .transaction(async (sql) => {
      if (hasTables) await sql('master_keys').where({ place: -1 }).delete();
      else await sql.raw('CREATE TABLE valetkey_preflight (id integer)');
      throw ROLLBACK;
    })
    .catch((error: unknown) => {
      if (error !== ROLLBACK) throw error;
    });
}
