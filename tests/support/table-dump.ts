import { platformDb, TENANT_TABLES, type Database } from '../../src/db/index.ts';

/** What changes by itself while requests come in: when a key was last used is noted for every request. */
const NOTED_ON_THE_SIDE = 'last_used_at';
/** And what was handed out is counted by the hour, half a minute later. */
const WRITTEN_LATER = 'hourly_counts';

/**
 * Every row of every table as one sorted text per row, by table: two dumps are equal when nothing was changed in
 * between, whatever the engine.
 */
export async function dumpTables(database: Database): Promise<Record<string, string[]>> {
  const { sql } = platformDb(database);
  const dump: Record<string, string[]> = {};
  for (const table of ['tenants', 'users', ...TENANT_TABLES.filter((one) => one !== WRITTEN_LATER)]) {
    const rows = (await sql(table).select('*')) as Record<string, unknown>[];
    dump[table] = rows.map((row) => JSON.stringify({ ...row, [NOTED_ON_THE_SIDE]: undefined })).sort();
  }
  return dump;
}
