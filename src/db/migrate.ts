import type { Database } from './connect.ts';
import { inTransaction } from './transaction.ts';
import type { PlatformDb } from './handles.ts';
import * as initial from './migrations/0001_initial.ts';

/** A step of the schema: forward only, and such that the program before it still works (expand, then contract). */
export interface Migration {
  up(db: PlatformDb): Promise<void>;
}

/** In order; a name never changes once it has been released. */
const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [['0001_initial', initial]];

/** The database was migrated by a newer program than this one. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
}

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
    await db.sql.raw('CREATE TABLE IF NOT EXISTS schema_migrations (name varchar(100) PRIMARY KEY)');
    const done = await db.sql<{ name: string }>('schema_migrations').pluck('name');
    const unknown = done.filter((name) => !MIGRATIONS.some(([known]) => known === name));
    if (unknown.length > 0) {
      throw new SchemaTooNewError(
        `The database has been migrated by a newer Valetkey (${unknown.join(', ')}). Start that version, or restore a backup from before it.`,
      );
    }
    const taken: string[] = [];
    for (const [name, migration] of MIGRATIONS) {
      if (done.includes(name)) continue;
      await migration.up(db);
      await db.sql('schema_migrations').insert({ name });
      taken.push(name);
    }
    return taken;
  });
}
