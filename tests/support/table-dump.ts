import { TENANT_TABLES } from '../../src/db/index.ts';
import type { TestApp } from './app.ts';
import { settle, tablesOf } from './behind-the-api.ts';

/** What changes by itself while requests come in: when a key was last used is noted for every request. */
const NOTED_ON_THE_SIDE = 'last_used_at';
/** And what happened is counted by the hour, what failed too. */
const COUNTED = 'hourly_counts';

/**
 * Every row of every table as one sorted text per row, by table: two dumps are equal when nothing was changed in
 * between, whatever the engine.
 */
export async function dumpTables(app: TestApp): Promise<Record<string, string[]>> {
  await settle(app);
  const sql = tablesOf(app);
  const dump: Record<string, string[]> = {};
  for (const table of ['tenants', 'users', ...TENANT_TABLES.filter((one) => one !== COUNTED)]) {
    const rows = (await sql(table).select('*')) as Record<string, unknown>[];
    dump[table] = rows.map((row) => JSON.stringify({ ...row, [NOTED_ON_THE_SIDE]: undefined })).sort();
  }
  return dump;
}
