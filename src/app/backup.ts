import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  copyFileSync,
  chmodSync,
} from 'node:fs';
import { dirname } from 'node:path';
import {
  claimServing,
  connect,
  copySqlite,
  hasSchema,
  pendingMigrations,
  sqliteDamage,
  type Database,
} from '../db/index.ts';

/** The backup or the restore cannot be made. The message says what to do. */
class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** The database and its write-ahead log. */
const SUFFIXES = ['', '-wal', '-shm'];

/** Readable by its owner only: it contains everything but the master keys. */
const MODE = 0o600;

/**
 * Copies a SQLite database to a new file, while the server goes on, and checks the copy. If this is interrupted, the
 * file does not exist.
 * @returns its size in bytes
 * @throws BackupError, the driver's error
 */
export async function backUp(database: Database, file: string): Promise<number> {
  if (existsSync(file)) throw new BackupError(`${file} exists already. Choose another name, or delete it.`);
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  // VACUUM INTO would create it readable by others.
  closeSync(openSync(unfinished, 'wx', MODE));
  try {
    await copySqlite(database, unfinished);
    await assertBackup(unfinished);
    sync(unfinished);
    renameSync(unfinished, file);
    sync(dirname(file));
  } catch (error) {
    for (const suffix of SUFFIXES) rmSync(unfinished + suffix, { force: true });
    throw error;
  }
  return statSync(file).size;
}

/**
 * Replaces a SQLite database by a backup, which is only read. The server must not be running. The present database is
 * kept under another name.
 * @param target the database file; it need not exist
 * @param stamp for that name
 * @returns where the present database is now, if there was one
 * @throws BackupError, SchemaTooNewError, the system's or the driver's error
 */
export async function restore(file: string, target: string, stamp: string): Promise<string | undefined> {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const claim = await claimServing(target);
  const unfinished = `${target}.restoring`;
  try {
    if (!claim.held) throw new BackupError(`A server is running on ${target}. Stop it, then restore.`);
    copyFileSync(file, unfinished);
    chmodSync(unfinished, MODE);
    await assertBackup(unfinished, file);
    sync(unfinished);
    const kept = `${target}.before-restore-${stamp}`;
    const existed = existsSync(target);
    // The write-ahead log belongs to the present database. It must never be applied to another one.
    for (const suffix of SUFFIXES)
      if (existsSync(target + suffix)) renameSync(target + suffix, kept + suffix);
    renameSync(unfinished, target);
    sync(dirname(target));
    return existed ? kept : undefined;
  } finally {
    for (const suffix of SUFFIXES) rmSync(unfinished + suffix, { force: true });
    await claim.release();
  }
}

/**
 * @param shown the name of the file in messages
 * @throws BackupError unless it is an undamaged database of this version or an earlier one; SchemaTooNewError
 */
async function assertBackup(file: string, shown = file): Promise<void> {
  const database = connect({ url: `sqlite:${file}`, poolMax: 2 });
  try {
    const damage = await sqliteDamage(database);
    if (damage.length > 0) throw new BackupError(`${shown} is damaged: ${damage.join('; ')}.`);
    if (!(await hasSchema(database))) throw new BackupError(`${shown} is not a database of Valetkey.`);
    await pendingMigrations(database);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'SQLITE_NOTADB') throw new BackupError(`${shown} is not a SQLite database.`);
    if (code === 'SQLITE_CORRUPT') throw new BackupError(`${shown} is damaged.`);
    throw error;
  } finally {
    await database.close();
  }
}

/** Waits until a file or folder is on the disk. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
