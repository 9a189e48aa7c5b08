import type { Database } from './connect.ts';
import type { PlatformDb } from './handles.ts';
import { rawDb } from './raw.ts';

/**
 * Copies a SQLite database into a file as it is at one moment, while other processes go on writing. A copy of the file
 * itself would miss what is still in its write-ahead log.
 * @param file must be empty or missing
 */
export async function copySqlite(database: Database, file: string): Promise<void> {
  await rawDb(database).sql.raw('VACUUM INTO ?', [file]);
}

/** Reads a whole SQLite database, which takes about a second per gigabyte. @returns what is damaged, at most 10 lines */
export async function sqliteDamage(db: Database | PlatformDb): Promise<string[]> {
  const rows = (await rawDb(db).sql.raw('PRAGMA quick_check(10)')) as { quick_check: string }[];
  return rows.map(({ quick_check: line }) => line).filter((line) => line !== 'ok');
}
