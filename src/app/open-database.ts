import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { databasePlace, sqliteFile, type Settings } from '../config/index.ts';
import { connect, diagnoseDatabaseError, hasSchema, ping, type Database } from '../db/index.ts';
import type { Log } from '../system/log.ts';

/** The configured database does not exist, and this command does not create one. */
export class DatabaseMissingError extends Error {
  override readonly name = 'DatabaseMissingError';
  readonly code = 'database_missing';

  constructor(what: string, place: string) {
    super(
      `${what} ${place}. Run this in the server's working directory, or set DATA_DIR and DATABASE_URL to the server's values. ` +
        'To create a new database, run: valetkey migrate',
    );
  }
}

export interface Opening {
  /** Whether to create the database if it does not exist. */
  create: boolean;
  /** Seconds to wait for PostgreSQL to become reachable. */
  wait?: number;
}

/**
 * Connects to the configured database.
 * @throws DatabaseMissingError if it does not exist and is not created; the driver's error if it is unreachable
 */
export async function openDatabase(
  settings: Settings,
  log: Log,
  { create, wait = 0 }: Opening,
): Promise<Database> {
  const place = databasePlace(settings);
  const file = sqliteFile(settings);
  if (file !== undefined) {
    if (create) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    else if (isMissing(file)) throw new DatabaseMissingError('There is no database at', place);
  }
  const database = connect({
    url: settings.databaseUrl,
    poolMax: settings.databasePoolMax,
    pooler: settings.databasePooler,
  });
  try {
    if (file === undefined && wait > 0) await waitFor(database, place, log, wait);
    if (!create && !(await hasSchema(database)))
      throw new DatabaseMissingError('There are no Valetkey tables in', place);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @throws the system's error, with the path, if this cannot be determined */
function isMissing(file: string): boolean {
  if (existsSync(file)) return false;
  try {
    statSync(file);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

/** Milliseconds between two attempts. */
const RETRY_INTERVAL = 500;
const LOG_INTERVAL = 5_000;

/** Waits until the database responds. @throws its error if it is not transient or after `seconds` */
async function waitFor(database: Database, place: string, log: Log, seconds: number): Promise<void> {
  const startedAt = performance.now();
  let lastLogged = -Infinity;
  for (;;) {
    try {
      await ping(database);
      return;
    } catch (error) {
      const fault = diagnoseDatabaseError(error, place);
      const now = performance.now();
      if (fault?.transient !== true || now - startedAt >= seconds * 1000) throw error;
      if (now - lastLogged >= LOG_INTERVAL) {
        lastLogged = now;
        const left = Math.ceil(seconds - (now - startedAt) / 1000);
        log.warn({ database: place, reason: fault.sentence, seconds_left: left }, 'waiting for the database');
      }
      await delay(RETRY_INTERVAL);
    }
  }
}
