import {
  connect,
  inTransaction,
  migrate,
  pendingMigrations,
  SchemaTooNewError,
  tenantDb,
  TENANT_TABLES,
  type Database,
} from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

let home: TestDatabase;
let database: Database;
beforeEach(async () => {
  home = await createDatabase();
  database = connect({ url: home.url, poolMax: 4 });
});
afterEach(async () => {
  await database.close();
  await home.drop();
});

test('every migration runs once, even if two processes start at the same time', async () => {
  const other = connect({ url: home.url, poolMax: 4 });
  const taken = await Promise.all([migrate(database), migrate(other)]);
  await other.close();
  expect(taken.flat()).toEqual([
    '0001_initial',
    '0002_credentials',
    '0003_authorization-server',
    '0004_webhooks',
    '0005_statistics',
    '0006_sorted-lists',
    '0007_reason-codes',
    '0008_secret-places',
    '0009_webhook-receipts',
    '0010_pushed-limits',
    '0011_sign-in-limits',
    '0012_component-carry-overs',
    '0013_refresh-calls',
    '0014_invitations',
    '0015_failing-refreshes',
    '0016_webhook-failures',
    '0017_provider-settings',
    '0018_providers',
    '0019_previous-client-secrets',
    '0020_device-authorization',
    '0021_connection-ends',
    '0022_connection-settings',
    '0023_webhook-handshakes',
    '0024_event-lists',
    '0025_exchange-and-dpop',
    '0026_webhook-fan-out',
    '0027_delivery-settings',
    '0028_replays',
    '0029_rejected-requests',
    '0030_alerts',
    '0031_ordered-delivery',
    '0032_senders',
    '0033_target-certificates',
    '0034_webhook-decryption-keys',
    '0035_event-states',
    '0036_event-summaries',
    '0037_flow-failures',
    '0038_held-events',
  ]);
  expect(await migrate(database)).toEqual([]);
});

test('pending migrations can be listed without running any', async () => {
  expect(await pendingMigrations(database)).toEqual([
    '0001_initial',
    '0002_credentials',
    '0003_authorization-server',
    '0004_webhooks',
    '0005_statistics',
    '0006_sorted-lists',
    '0007_reason-codes',
    '0008_secret-places',
    '0009_webhook-receipts',
    '0010_pushed-limits',
    '0011_sign-in-limits',
    '0012_component-carry-overs',
    '0013_refresh-calls',
    '0014_invitations',
    '0015_failing-refreshes',
    '0016_webhook-failures',
    '0017_provider-settings',
    '0018_providers',
    '0019_previous-client-secrets',
    '0020_device-authorization',
    '0021_connection-ends',
    '0022_connection-settings',
    '0023_webhook-handshakes',
    '0024_event-lists',
    '0025_exchange-and-dpop',
    '0026_webhook-fan-out',
    '0027_delivery-settings',
    '0028_replays',
    '0029_rejected-requests',
    '0030_alerts',
    '0031_ordered-delivery',
    '0032_senders',
    '0033_target-certificates',
    '0034_webhook-decryption-keys',
    '0035_event-states',
    '0036_event-summaries',
    '0037_flow-failures',
    '0038_held-events',
  ]);
  expect(await rawDb(database).sql.schema.hasTable('tenants')).toBe(false);
  await migrate(database);
  expect(await pendingMigrations(database)).toEqual([]);
});

test('a schema newer than the program is rejected', async () => {
  await migrate(database);
  await rawDb(database).sql('schema_migrations').insert({ name: '9999_future' });
  await expect(migrate(database)).rejects.toThrow(SchemaTooNewError);
  await expect(migrate(database)).rejects.toThrow(/9999_future/);
});

test('a failed transaction leaves nothing behind', async () => {
  await migrate(database);
  const row = {
    id: '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f',
    name: 'x',
    version: 1,
    created_at: 1,
    updated_at: 1,
  };
  const failing = inTransaction(database, async (db) => {
    await db.from('tenants').insert(row);
    throw new Error('after the insert');
  });
  await expect(failing).rejects.toThrow('after the insert');
  expect(await rawDb(database).sql('tenants')).toEqual([]);
});

test('every table with a tenant_id is in TENANT_TABLES and has tenant_id first in its keys', async () => {
  await migrate(database);
  const keys = await keysOf(database);
  expect(Object.keys(keys).sort()).toEqual([...TENANT_TABLES].sort());
  for (const [table, lists] of Object.entries(keys)) {
    expect([table, lists.length > 0]).toEqual([table, true]);
    for (const columns of lists) expect([table, columns[0]]).toEqual([table, 'tenant_id']);
  }
});

test("a tenant's handle cannot read, change or delete another tenant's rows", async () => {
  await migrate(database);
  const platform = rawDb(database);
  const [mine, theirs] = [
    '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e31',
    '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e32',
  ] as const;
  const stamps = { version: 1, created_at: 1, updated_at: 1 };
  await platform.sql('tenants').insert([mine, theirs].map((id) => ({ id, name: 'x', ...stamps })));
  const flow = {
    id: '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e33',
    name: 'theirs',
    status: 'draft',
    graph: '{}',
    ...stamps,
  };
  await tenantDb(platform, theirs).insert('flows', flow);
  const db = tenantDb(platform, mine);
  expect(await db.from('flows')).toEqual([]);
  expect(await db.lock('flows')).toEqual([]);
  await db.from('flows').update({ name: 'stolen' });
  await db.from('flows').delete();
  // A tenant_id given by the caller is ignored.
  await db.insert('flows', { ...flow, tenant_id: theirs, name: 'mine' });
  expect(await platform.sql('flows').orderBy('name').select('tenant_id', 'name')).toEqual([
    { tenant_id: mine, name: 'mine' },
    { tenant_id: theirs, name: 'theirs' },
  ]);
});

/** The columns of the primary and unique keys of every table with a tenant_id. */
async function keysOf(database: Database): Promise<Record<string, string[][]>> {
  const { dialect, sql: knex } = rawDb(database);
  const keys: Record<string, string[][]> = {};
  if (dialect === 'sqlite') {
    const tables = (await knex.raw("SELECT name FROM sqlite_master WHERE type = 'table'")) as {
      name: string;
    }[];
    for (const { name } of tables) {
      const columns = (await knex.raw(`PRAGMA table_info(${name})`)) as { name: string }[];
      if (!columns.some((column) => column.name === 'tenant_id')) continue;
      const indexes = (await knex.raw(`PRAGMA index_list(${name})`)) as { name: string; unique: number }[];
      keys[name] = [];
      for (const index of indexes.filter(({ unique }) => unique === 1)) {
        keys[name].push(
          ((await knex.raw(`PRAGMA index_info(${index.name})`)) as { name: string }[]).map(
            (column) => column.name,
          ),
        );
      }
    }
    return keys;
  }
  const { rows } = (await knex.raw(`
    SELECT t.relname AS name, array_agg(a.attname ORDER BY k.place)::text[] AS columns
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
    WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace
      AND EXISTS (SELECT 1 FROM pg_attribute x WHERE x.attrelid = t.oid AND x.attname = 'tenant_id')
    GROUP BY t.relname, i.indexrelid`)) as { rows: { name: string; columns: string[] }[] };
  for (const { name, columns } of rows) (keys[name] ??= []).push(columns);
  return keys;
}
