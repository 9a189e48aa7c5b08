import type { Database } from './connect.ts';
import { inTransaction, platformDb } from './transaction.ts';
import type { PlatformDb } from './handles.ts';
import * as initial from './migrations/0001_initial.ts';
import * as credentials from './migrations/0002_credentials.ts';
import * as authorizationServer from './migrations/0003_authorization-server.ts';
import * as webhooks from './migrations/0004_webhooks.ts';
import * as statistics from './migrations/0005_statistics.ts';
import * as sortedLists from './migrations/0006_sorted-lists.ts';
import * as reasonCodes from './migrations/0007_reason-codes.ts';

/** A step of the schema: forward only, and such that the program before it still works (expand, then contract). */
export interface Migration {
  up(db: PlatformDb): Promise<void>;
}

/** In order; a name never changes once it has been released. */
const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001_initial', initial],
  ['0002_credentials', credentials],
  ['0003_authorization-server', authorizationServer],
  ['0004_webhooks', webhooks],
  ['0005_statistics', statistics],
  ['0006_sorted-lists', sortedLists],
  ['0007_reason-codes', reasonCodes],
];

/** The database was migrated by a newer program than this one. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
}

const TABLE = 'schema_migrations';
/** An arbitrary number that names this lock in PostgreSQL. */
const LOCK = 7_203_115;

/**
 * Brings the schema up to date, all steps in one transaction, so that a killed migration leaves nothing behind and
 * two processes that start together do it once.
 * @returns the names of the steps taken now
 * @throws SchemaTooNewError
 */
export async function migrate(database: Database): Promise<string[]> {
  return inTransaction(database, async (db) => {
    if (db.dialect === 'postgres') await db.sql.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
    await db.sql.raw(`CREATE TABLE IF NOT EXISTS ${TABLE} (name varchar(100) PRIMARY KEY)`);
    const taken: string[] = [];
    for (const [name, migration] of await pending(db)) {
      await migration.up(db);
      await db.sql(TABLE).insert({ name });
      taken.push(name);
    }
    return taken;
  });
}

/**
 * The steps that `migrate` would take, taking none.
 * @throws SchemaTooNewError
 */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const db = platformDb(database);
  const steps = (await db.sql.schema.hasTable(TABLE)) ? await pending(db) : MIGRATIONS;
  return steps.map(([name]) => name);
}

async function pending(db: PlatformDb): Promise<typeof MIGRATIONS> {
  const done = (await db.sql(TABLE).pluck('name')) as string[];
  const unknown = done.filter((name) => !MIGRATIONS.some(([known]) => known === name));
  if (unknown.length > 0) {
    throw new SchemaTooNewError(
      `The database has been migrated by a newer Valetkey (${unknown.join(', ')}). Start that version, or restore a backup from before it.`,
    );
  }
  return MIGRATIONS.filter(([name]) => !done.includes(name));
}
