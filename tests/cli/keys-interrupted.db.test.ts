import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyring, masterKeysFromFile, type MasterKeys } from '../../src/crypto/index.ts';
import { connect, type Database } from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { claimMasterKey, loadTenantKeys, rewrapTenantKeys } from '../../src/tenants/index.ts';
import { commandLine } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { spawnProgram } from '../support/program.ts';

let folder: string;
let database: TestDatabase;
let environment: Record<string, string>;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-rotate-'));
  file = join(folder, 'master-keys.json');
  database = await createDatabase();
  environment = { DATABASE_URL: database.url, DATA_DIR: folder };
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const keysIn = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { kid: string; k: string }[] }).keys;

/** The IDs of the master keys that currently wrap tenant keys, and of the one that claimed the database. */
async function inUse(at: Database): Promise<{ wrapping: string[]; claimed: string[] }> {
  const { sql } = rawDb(at);
  return {
    wrapping: (await sql('tenant_keys').distinct('master_key_id').pluck('master_key_id')) as string[],
    claimed: (await sql('master_keys').pluck('id')) as string[],
  };
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const opened = connect({ url: database.url, poolMax: 2 });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** Creates many tenants with only the rows that a rotation needs. @returns a sealed value of each */
async function manyTenants(count: number): Promise<{ tenant: string; sealed: string }[]> {
  await commandLine(['migrate'], environment);
  return withDatabase(async (opened) => {
    const masterKeys = masterKeysFromFile(file, []);
    await claimMasterKey(opened, masterKeys);
    const keyring = createKeyring(masterKeys, (id) => loadTenantKeys(opened.reads, id));
    const tenants = Array.from({ length: count }, (_, n) => ({
      id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      name: `T${n}`,
      version: 1,
      created_at: 1,
      updated_at: 1,
    }));
    const keys = await Promise.all(
      tenants.map(async ({ id: tenant_id }) => {
        const { id, wrapped, masterKeyId } = await keyring.newTenantKey(tenant_id);
        return { tenant_id, id, wrapped, master_key_id: masterKeyId, created_at: 1 };
      }),
    );
    const { sql } = rawDb(opened);
    await sql.batchInsert('tenants', tenants, 100);
    await sql.batchInsert('tenant_keys', keys, 100);
    const made: { tenant: string; sealed: string }[] = [];
    // One at a time: a thousand reads at once would wait too long for a connection on a busy machine.
    for (const { id: tenant } of tenants) {
      made.push({ tenant, sealed: await keyring.seal(`secret ${made.length}`, placeIn(tenant)) });
    }
    return made;
  });
}

const placeIn = (tenant: string) => ({ tenant, table: 'oauth_clients', row: 'r', column: 'client_secret' });

/** Opens every sealed value with only the first key of the file. */
async function expectAllOpenUnderCurrent(made: { tenant: string; sealed: string }[]): Promise<void> {
  const alone = join(folder, 'alone.json');
  writeFileSync(alone, JSON.stringify({ keys: keysIn(file).slice(0, 1) }));
  await withDatabase(async (opened) => {
    const keyring = createKeyring(masterKeysFromFile(alone, []), (id) => loadTenantKeys(opened.reads, id));
    const texts: string[] = [];
    for (const { tenant, sealed } of made) texts.push(await keyring.open(sealed, placeIn(tenant)));
    expect(texts).toEqual(made.map((_, n) => `secret ${n}`));
  });
}

test('a rotation killed halfway loses nothing, and the next run completes it', async () => {
  const made = await manyTenants(1200);
  const child = spawnProgram(['keys', 'rotate'], environment);
  const closed = once(child, 'close');
  let said = '';
  child.stderr!.on('data', (bytes: Buffer) => (said += bytes.toString()));
  while (!said.includes('wrapped')) await once(child.stderr!, 'data');
  child.kill('SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);

  const halfway = await withDatabase(inUse);
  expect(halfway.wrapping).toHaveLength(2);
  const left = await withDatabase(
    async (opened) =>
      (await rawDb(opened).sql('tenant_keys').whereNot('master_key_id', keysIn(file)[0]!.kid).pluck('id'))
        .length,
  );
  expect(left % 100).toBe(0);
  const { stdout } = await commandLine(['keys', 'rotate', '--resume', '--json'], environment);
  const { current, wrapped } = JSON.parse(stdout) as { current: string; wrapped: number };
  expect(wrapped).toBe(left);
  expect(await withDatabase(inUse)).toEqual({ wrapping: [current], claimed: [current] });
  await expectAllOpenUnderCurrent(made);
});

test('two concurrent rotations end up with one key and lose nothing', async () => {
  const made = await manyTenants(230);
  const [one, two] = [masterKeysFromFile(file, []), masterKeysFromFile(file, [])];
  const added = [one.add().id, two.add().id];
  const rewrap = (keys: MasterKeys, progress: () => void) =>
    withDatabase((opened) => rewrapTenantKeys(opened, keys, progress));
  // The first run does not know the second one's key yet and encounters it in the first rows.
  let first: Promise<number> | undefined;
  await rewrap(two, () => void (first ??= rewrap(one, () => undefined)));
  await first;
  expect(await withDatabase(inUse)).toEqual({ wrapping: [added[1]], claimed: [added[1]] });
  await expectAllOpenUnderCurrent(made);
});
