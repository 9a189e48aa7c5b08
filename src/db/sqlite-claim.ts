import type sqlite3 from 'sqlite3';
import { sqliteDriver } from './sqlite-driver.ts';

/** A process's claim to be the only server using a SQLite file. */
export interface Claim {
  /** False if another process holds it. */
  held: boolean;
  release(): Promise<void>;
}

/**
 * Claims a SQLite file for serving, by holding SQLite's own lock on an empty file next to it. The operating system
 * releases the lock when the process ends for any reason, and other containers on the same machine see it.
 */
export async function claimServing(file: string): Promise<Claim> {
  const lock = await new Promise<sqlite3.Database>((resolve, reject) => {
    const { Database } = sqliteDriver();
    const database: sqlite3.Database = new Database(`${file}.server`, (error) =>
      error === null ? resolve(database) : reject(error),
    );
  });
  const held = await new Promise<boolean>((resolve, reject) => {
    lock.exec('PRAGMA busy_timeout=0; BEGIN EXCLUSIVE;', (error) => {
      if (error === null) resolve(true);
      else if ((error as { code?: string }).code === 'SQLITE_BUSY') resolve(false);
      else reject(error);
    });
  });
  return {
    held,
    release: () => new Promise((resolve) => lock.close(() => resolve())),
  };
}
