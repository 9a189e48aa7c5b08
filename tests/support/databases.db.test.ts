import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { connect } from '../../src/db/index.ts';
import { migrate, MIGRATION_NAMES } from '../../src/db/migrate.ts';
import { createDatabase, createMigratedDatabase } from './databases.ts';

test('each suite gets its own empty database, of the kind set by its jest project', async () => {
  const [one, two] = await Promise.all([createDatabase(), createDatabase()]);
  expect(one.url).not.toBe(two.url);
  if (TEST_DATABASE === 'postgres') await expectPostgres(one.url);
  else expect(one.url).toMatch(/^sqlite:\/.*\/valetkey\.db$/);
  await Promise.all([one.drop(), two.drop()]);
});

test('a migrated database has the current schema, and an empty one has none', async () => {
  const run = async (create: typeof createDatabase): Promise<string[]> => {
    const { url, drop } = await create();
    const database = connect({ url, poolMax: 1 });
    const applied = await migrate(database);
    await database.close();
    await drop();
    return applied;
  };
  expect(await run(createMigratedDatabase)).toEqual([]);
  expect(await run(createDatabase)).toEqual(MIGRATION_NAMES);
});

test('a dropped database leaves nothing behind, even with open connections', async () => {
  const database = await createDatabase();
  if (TEST_DATABASE === 'postgres') {
    const client = new pg.Client(database.url);
    client.on('error', () => {});
    await client.connect();
    await database.drop();
    await expect(new pg.Client(database.url).connect()).rejects.toThrow('does not exist');
  } else {
    await database.drop();
    expect(existsSync(dirname(database.url.slice('sqlite:'.length)))).toBe(false);
  }
});

async function expectPostgres(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('SELECT current_database() AS name');
  expect(url.endsWith(`/${rows[0].name}`)).toBe(true);
  await client.end();
}
