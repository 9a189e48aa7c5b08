import { TENANT_TABLES } from '../../src/db/index.ts';
import type { TestApp } from './app.ts';
import { settle, tablesOf } from './direct-database.ts';

/** Left out because every request with an API key updates it. */
const LAST_USED_AT = 'last_used_at';
/** The tables without a tenant that contain user data. */
const PLATFORM_TABLES = ['tenants', 'users', 'sessions', 'password_links'];
/** Left out because every request is counted, including failed ones. */
const COUNTS = 'hourly_counts';

/**
 * Every row of every table as text, sorted, by table. Two dumps are equal if nothing has changed in between, on both
 * databases.
 */
export async function dumpTables(app: TestApp): Promise<Record<string, string[]>> {
  await settle(app);
  const sql = tablesOf(app);
  const dump: Record<string, string[]> = {};
  for (const table of [...PLATFORM_TABLES, ...TENANT_TABLES.filter((one) => one !== COUNTS)]) {
    const rows = (await sql(table).select('*')) as Record<string, unknown>[];
    dump[table] = rows.map((row) => JSON.stringify({ ...row, [LAST_USED_AT]: undefined })).sort();
  }
  return dump;
}
