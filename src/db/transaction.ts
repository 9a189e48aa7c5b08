import type { Database } from './connect.ts';
import { isRetryable } from './errors.ts';
import type { PlatformDb } from './handles.ts';

const ATTEMPTS = 4;

/** The handle on the pool, outside any transaction. */
export function platformDb(database: Database): PlatformDb {
  return { dialect: database.dialect, sql: database.knex };
}

/**
 * Runs `work` in one write transaction, and again when the database chose it as a deadlock's victim: `work` must
 * therefore do nothing but database work.
 */
export async function inTransaction<T>(database: Database, work: (db: PlatformDb) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    let first: { error: unknown } | undefined;
    try {
      return await database.knex.transaction(async (sql) => {
        try {
          return await work({ dialect: database.dialect, sql });
        } catch (error) {
          first = { error };
          throw error;
        }
      });
    } catch (error) {
      // Not the ROLLBACK's own error: with a full disk SQLite has ended the transaction already, and it fails too.
      const reason = first === undefined ? error : first.error;
      if (attempt === ATTEMPTS || !isRetryable(reason)) throw reason;
    }
  }
}

/**
 * Locks rows against changes by other transactions until this one ends; readers of the same rows go on. SQLite has
 * one writer at a time, so there the transaction itself is the lock.
 */
export async function lockRows(
  db: PlatformDb,
  table: string,
  ids: string[],
  strength: 'share' | 'update',
): Promise<void> {
  if (db.dialect === 'sqlite' || ids.length === 0) return;
  // In one order, so that two transactions that lock the same rows do not wait for each other.
  const rows = db.sql(table).select('id').whereIn('id', ids).orderBy('id');
  await (strength === 'share' ? rows.forShare() : rows.forUpdate());
}
