import { TENANT_TABLES } from '../../src/db/index.ts';
import type { TestApp } from './app.ts';
import { settle, tablesOf } from './direct-database.ts';

/** Left out because every request updates the time of an API key's last use. */
const NOTED_ON_THE_SIDE = 'last_used_at';
/** The tables without a tenant that hold what people entered or got. */
const PLATFORM_TABLES = ['tenants', 'users', 'sessions', 'password_links'];
/** Left out because every request is counted, including failed ones. */
const COUNTED = 'hourly_counts';

/**
 * Every row of every table as text, sorted, by table. Two dumps are equal if nothing has changed in between, on both
 * databases.
 */
export async function dumpTables(app: TestApp): Promise<Record<string, string[]>> {
  await settle(app);
  const sql = tablesOf(app);
  const dump: Record<string, string[]> = {};
  for (const table of [...PLATFORM_TABLES, ...TENANT_TABLES.filter((one) => one !== COUNTED)]) {
    const rows = (await sql(table).select('*')) as Record<string, unknown>[];
    dump[table] = rows.map((row) => JSON.stringify({ ...row, [NOTED_ON_THE_SIDE]: undefined })).sort();
  }
  return dump;
}
