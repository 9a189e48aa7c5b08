import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlatform } from '../../src/app/platform.ts';
import { loadSettings } from '../../src/config/index.ts';
import { masterKeysFromFile } from '../../src/crypto/index.ts';
import { connect, type Database } from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { createLog } from '../../src/system/log.ts';
import { makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { commandLine } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

let folder: string;
let database: TestDatabase;
let environment: Record<string, string>;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-rotate-'));
  file = join(folder, 'master-keys.json');
  database = await createDatabase();
  environment = { DATABASE_URL: database.url, DATA_DIR: folder, PORT: '0' };
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const FROM_FILE = { MASTER_KEY: '' };
const [OLD, NEW, OTHER] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [
  string,
  string,
  string,
];
const keysIn = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { kid: string; k: string }[] }).keys;
const founding = (name: string) => ['tenant', 'create', '--name', name, '--owner-email', `${name}@acme.test`];

async function rotate(more: string[] = [], others: Record<string, string> = {}) {
  const { code, stdout, stderr } = await commandLine(['keys', 'rotate', '--json', ...more], {
    ...environment,
    ...others,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Database: \S+\n$/) });
  return JSON.parse(stdout) as { current: string; added: string | null; wrapped: number };
}

/** Claims the database for the master key, as a start does, without creating a tenant. */
async function claim(settings: Record<string, string>): Promise<void> {
  const platform = await openPlatform(loadSettings(settings), createLog('silent'));
  await platform.close();
}

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

describe('with a key file', () => {
  let app: TestApp;
  let owner: Caller;
  let component: string;
  beforeEach(async () => {
    app = await startApp({ ...environment, ...FROM_FILE });
    owner = await app.tenant();
    component = await makeComponent(owner);
    await makeClient(owner, component);
  });
  afterEach(() => app.close());

  const secret = async () =>
    (await owner.get(`components/${component}/oauth-client`)).body.data.attributes.client_secret as string;

  test('a new key is added and wraps every tenant key while a server keeps returning secrets', async () => {
    const [old] = keysIn(file);
    for (let n = 0; n < 5; n += 1) await app.tenant();
    let rotating = true;
    const handedOut = new Set<string>();
    const reader = (async () => {
      while (rotating) handedOut.add(await secret());
    })();
    const { current, added, wrapped } = await rotate();
    rotating = false;
    await reader;

    expect({ added, wrapped }).toEqual({ added: current, wrapped: 6 });
    expect(keysIn(file).map(({ kid }) => kid)).toEqual([current, old!.kid]);
    expect(await inUse(app.platform.services.database)).toEqual({
      wrapping: [current],
      claimed: [current],
    });
    expect([...handedOut]).toEqual(['s3cret']);
  });

  test('a running server uses the new key for new tenants and for keys it has not loaded yet', async () => {
    const other = await app.tenant();
    const { current } = await rotate();
    // Nothing of this tenant has been sealed or opened yet, so its key is only unwrapped now.
    const van = await makeComponent(other);
    await makeClient(other, van);
    const read = await other.get(`components/${van}/oauth-client`);
    expect(read.body.data.attributes.client_secret).toBe('s3cret');
    const newcomer = await app.tenant();
    expect(
      await tablesOf(app)('tenant_keys').where({ tenant_id: newcomer.tenantId }).pluck('master_key_id'),
    ).toEqual([current]);
  });

  test('after a rotation a server without the old key returns the same secrets', async () => {
    await rotate();
    const [newest] = keysIn(file);
    writeFileSync(file, JSON.stringify({ keys: [newest] }));
    const second = await startApp({ ...environment, ...FROM_FILE });
    try {
      const read = await second.request(
        'GET',
        `/v2/tenants/${owner.tenantId}/components/${component}/oauth-client`,
        {
          headers: { Authorization: `Basic ${btoa(`${owner.email}:${owner.apiKey}`)}` },
        },
      );
      expect(read.body.data.attributes.client_secret).toBe('s3cret');
    } finally {
      await second.close();
    }
  });

  test('--resume does not add a key; without --json the result is a sentence', async () => {
    const before = readFileSync(file, 'utf8');
    const { kid } = keysIn(file)[0]!;
    expect(await rotate(['--resume'])).toEqual({ current: kid, added: null, wrapped: 0 });
    expect(readFileSync(file, 'utf8')).toBe(before);
    const said = await commandLine(['keys', 'rotate'], environment);
    const [newest] = keysIn(file);
    expect(said.stdout).toBe(`Master key ${newest!.kid} is current (new). 1 tenant key rewrapped with it.\n`);
    expect(said.stderr).toMatch(/^Database: \S+\n1 key rewrapped\n$/);
    for (const { k } of keysIn(file)) expect(said.stdout + said.stderr).not.toContain(k);
  });
});

describe('with MASTER_KEY', () => {
  test('after a rotation with MASTER_KEY=new,old the old key can be removed', async () => {
    await commandLine(founding('one'), { ...environment, MASTER_KEY: OLD });
    const before = await withDatabase(inUse);
    const { current, added, wrapped } = await rotate([], { MASTER_KEY: `${NEW},${OLD}` });
    expect({ added, wrapped }).toEqual({ added: null, wrapped: 1 });
    expect([current]).not.toEqual(before.wrapping);
    expect(await withDatabase(inUse)).toEqual({ wrapping: [current], claimed: [current] });
    expect((await commandLine(founding('two'), { ...environment, MASTER_KEY: NEW })).code).toBe(0);
    const late = await commandLine(founding('three'), { ...environment, MASTER_KEY: OLD });
    expect(late.code).toBe(1);
    expect(late.stderr).toContain(`encrypted with master key ${current}, which is not in MASTER_KEY`);
    expect(existsSync(file)).toBe(false);
  });

  test('doctor reports a key as no longer needed only if the next start works without it', async () => {
    // The database is claimed by OLD although it has sealed nothing.
    await claim({ ...environment, MASTER_KEY: OLD });
    const both = { ...environment, MASTER_KEY: `${NEW},${OLD}` };
    const keys = async () => {
      const { stdout } = await commandLine(['doctor', '--json'], both);
      return (JSON.parse(stdout) as { master_keys: { needed: boolean }[] }).master_keys;
    };
    expect((await keys()).map(({ needed }) => needed)).toEqual([false, true]);
    expect((await commandLine(['doctor'], both)).stdout).not.toContain('no longer needed');
    await rotate([], both);
    expect((await keys()).map(({ needed }) => needed)).toEqual([true, false]);
    expect((await commandLine(['doctor'], both)).stdout.match(/no longer needed/g)).toHaveLength(1);
  });

  test('a key that is removed too early is named in the error', async () => {
    await commandLine(founding('one'), { ...environment, MASTER_KEY: OLD });
    const { claimed } = await withDatabase(inUse);
    const { code, stderr } = await commandLine(['keys', 'rotate'], { ...environment, MASTER_KEY: NEW });
    expect(code).toBe(1);
    expect(stderr).toContain(`encrypted with master key ${claimed[0]}, which is not in MASTER_KEY`);
  });
});

describe('a start fails, naming the key but no key material,', () => {
  const COMMAND = founding('late');

  test('with a wrong MASTER_KEY', async () => {
    await commandLine(founding('one'), { ...environment, MASTER_KEY: OLD });
    const { claimed } = await withDatabase(inUse);
    const { code, stdout, stderr } = await commandLine(COMMAND, { ...environment, MASTER_KEY: OTHER });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      `The database is encrypted with master key ${claimed[0]}, which is not in MASTER_KEY`,
    );
    for (const key of [OLD, OTHER]) expect(stderr).not.toContain(key);
    expect(await withDatabase((opened) => rawDb(opened).sql('tenants').pluck('name'))).toEqual(['one']);
  });

  test('without the key file, and does not create one', async () => {
    await commandLine(founding('one'), environment);
    const { kid } = keysIn(file)[0]!;
    rmSync(file);
    const { code, stderr } = await commandLine(COMMAND, environment);
    expect(code).toBe(1);
    expect(stderr).toContain(`encrypted with master key ${kid}, but there is no key file ${file}`);
    expect(existsSync(file)).toBe(false);
  });

  test('with a damaged key file', async () => {
    await commandLine(founding('one'), environment);
    const { k } = keysIn(file)[0]!;
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
    const { code, stderr } = await commandLine(COMMAND, environment);
    expect(code).toBe(1);
    expect(stderr).toContain(`The master key file ${file} is damaged`);
    expect(stderr).not.toContain(k);
  });

  test('on a database without tenants that another process has claimed with its generated key', async () => {
    const elsewhere = { ...environment, DATA_DIR: join(folder, 'elsewhere') };
    await claim(environment);
    const { kid } = keysIn(file)[0]!;
    const missing = await commandLine(COMMAND, elsewhere);
    expect({ code: missing.code, named: missing.stderr.includes(kid) }).toEqual({ code: 1, named: true });
    // With its own key, generated before.
    const own = masterKeysFromFile(join(folder, 'elsewhere/master-keys.json'), []).current();
    const wrong = await commandLine(COMMAND, elsewhere);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(`encrypted with master key ${kid}, which`);
    expect(wrong.stderr).toContain(`it has ${own.id}`);
    // With the key file copied over it works.
    copyFileSync(file, join(folder, 'elsewhere/master-keys.json'));
    expect((await commandLine(COMMAND, elsewhere)).code).toBe(0);
  });

  test('for one of two processes that start on an empty database with different keys', async () => {
    const folders = ['a', 'b'].map((name) => join(folder, name));
    const said = await Promise.all(
      folders.map((DATA_DIR, n) => commandLine(founding(`t${n}`), { ...environment, DATA_DIR })),
    );
    expect(said.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(said.find(({ code }) => code === 1)!.stderr).toMatch(/encrypted with master key mk_/);
  });
});

describe('keys prune', () => {
  const prune = async (settings = environment) => {
    const { code, stdout } = await commandLine(['keys', 'prune', '--json'], settings);
    expect(code).toBe(0);
    return (JSON.parse(stdout) as { removed: string[] }).removed;
  };

  test('removes only the keys that wrap nothing', async () => {
    await commandLine(founding('one'), environment);
    const [first] = keysIn(file);
    expect(await prune()).toEqual([]);
    const { current } = await rotate();
    expect(await prune()).toEqual([first!.kid]);
    expect(keysIn(file).map(({ kid }) => kid)).toEqual([current]);
    expect((await commandLine(founding('two'), environment)).code).toBe(0);
  });

  test('keeps a key that still wraps a tenant key after an interrupted rotation', async () => {
    await commandLine(founding('one'), environment);
    const kid = keysIn(file)[0]!.kid;
    masterKeysFromFile(file, []).add();
    expect(await prune()).toEqual([]);
    expect(keysIn(file).map((key) => key.kid)).toContain(kid);
  });

  test('names the unused keys in MASTER_KEY, which only the operator can change', async () => {
    await commandLine(founding('one'), { ...environment, MASTER_KEY: NEW });
    const said = await commandLine(['keys', 'prune'], { ...environment, MASTER_KEY: `${NEW},${OLD}` });
    expect([said.code, said.stderr]).toEqual([1, expect.stringMatching(/no longer used: key 2 \(mk_\w+\)/)]);
  });
});
