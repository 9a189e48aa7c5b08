import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_MASTER_KEY } from '../support/app.ts';
import { commandLine } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runProgram, spawnProgram, startServer } from '../support/program.ts';
import { freePort } from '../support/free-port.ts';

let home: TestDatabase;
let folder: string;
let environment: Record<string, string>;
beforeEach(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-operating-'));
  environment = {
    DATABASE_URL: home.url,
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY: TEST_MASTER_KEY,
    PORT: '0',
  };
});
afterEach(async () => {
  await home.drop();
  rmSync(folder, { recursive: true });
});

const valetkey = (line: string, settings = environment) => commandLine(line.split(' '), settings);
const asJson = async (line: string) => JSON.parse((await valetkey(`${line} --json`)).stdout);

describe('a command that needs an existing database', () => {
  const LINES = [
    'tenant list',
    'tenant delete 01890000-0000-7000-8000-000000000000 --yes',
    'user list --tenant 01890000-0000-7000-8000-000000000000',
    'user create --tenant 01890000-0000-7000-8000-000000000000 --email a@acme.test --role viewer',
    'user password-link --email a@acme.test',
    'user confirm --email a@acme.test',
    'api-key create --tenant 01890000-0000-7000-8000-000000000000 --email a@acme.test',
    'api-key list --tenant 01890000-0000-7000-8000-000000000000',
    'api-key revoke 01890000-0000-7000-8000-000000000001 --tenant 01890000-0000-7000-8000-000000000000',
    'keys rotate',
    'keys prune',
  ];

  test.each(LINES)('in the wrong folder `%s` creates nothing and says where it looked', async (line) => {
    const settings = { DATA_DIR: join(folder, 'wrong'), PORT: '0' };
    const { code, stdout, stderr } = await valetkey(line, settings);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`There is no database at sqlite:${join(folder, 'wrong/valetkey.db')}.`);
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
  });

  test.each(LINES)('on an empty database `%s` creates no tables and no key', async (line) => {
    const settings = { DATABASE_URL: home.url, DATA_DIR: join(folder, 'data'), PORT: '0' };
    if (home.url.startsWith('sqlite:')) writeFileSync(home.url.slice('sqlite:'.length), '');
    const { code, stderr } = await valetkey(line, settings);
    expect([code, stderr]).toEqual([1, expect.stringContaining('There are no Valetkey tables in')]);
    expect(existsSync(join(folder, 'data'))).toBe(false);
    const { stdout } = await valetkey('doctor --json', settings);
    expect(JSON.parse(stdout).pending_migrations).toContain('0001_initial');
  });
});

test('every command prints its database to standard error, without the password', async () => {
  const place = home.url.startsWith('sqlite:')
    ? home.url
    : Object.assign(new URL(home.url), { username: '', password: '' }).href;
  for (const line of [
    'migrate',
    'tenant create --name Acme --owner-email o@acme.test',
    'tenant list',
    'keys prune',
    'doctor',
  ]) {
    const { stderr, stdout } = await valetkey(`${line} --json`);
    expect(stderr).toBe(`Database: ${place}\n`);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  }
});

test('tenants, users and API keys can be listed; tenants and API keys can be removed', async () => {
  const acme = await asJson('tenant create --name Acme --owner-email owner@acme.test');
  const { tenant_id } = await asJson('tenant create --name Zeta --owner-email owner@zeta.test');
  const { tenants } = await asJson('tenant list');
  expect(tenants).toEqual([
    { id: acme.tenant_id, name: 'Acme', created_at: expect.any(String) },
    { id: tenant_id, name: 'Zeta', created_at: expect.any(String) },
  ]);
  expect((await valetkey('tenant list')).stdout).toMatch(/^id .* name .* created_at\n.*Acme/);
  const { users } = await asJson(`user list --tenant ${tenant_id}`);
  expect(users).toMatchObject([{ email: 'owner@zeta.test', role: 'owner', active: true }]);
  const { api_keys } = await asJson(`api-key list --tenant ${tenant_id} --email owner@zeta.test`);
  expect(api_keys).toMatchObject([{ name: 'first key', email: 'owner@zeta.test', expires_at: null }]);
  const other = `api-key revoke ${api_keys[0].id} --tenant ${acme.tenant_id}`;
  expect(await valetkey(other)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no API key with the ID'),
  });
  await asJson(`api-key revoke ${api_keys[0].id} --tenant ${tenant_id}`);
  expect(await asJson(`api-key list --tenant ${tenant_id}`)).toEqual({ api_keys: [] });
  expect(await valetkey(`tenant delete ${tenant_id}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--yes'),
  });
  expect(await asJson(`tenant delete ${tenant_id} --yes`)).toEqual({
    deleted_tenant_id: tenant_id,
    name: 'Zeta',
  });
  expect((await asJson('tenant list')).tenants).toHaveLength(1);
});

test('an error is JSON with --json, names the option and has no pointer', async () => {
  const { tenant_id } = await asJson('tenant create --name Acme --owner-email owner@acme.test');
  const long = 'x'.repeat(300);
  const lines = [
    [`tenant create --name ${long} --owner-email o@acme.test`, 2, 'validation_failed', '--name'],
    [
      `user create --tenant ${tenant_id} --email owner@acme.test --role viewer`,
      1,
      'already_exists',
      '--email',
    ],
    [
      `api-key create --tenant ${tenant_id} --email owner@acme.test --name ${long}`,
      2,
      'validation_failed',
      '--name',
    ],
    [
      `api-key create --tenant ${tenant_id} --email owner@acme.test --expires-at soon`,
      2,
      'usage',
      '--expires-at',
    ],
    ['tenant list --bogus', 2, 'usage', '--bogus'],
    ['user list', 2, 'usage', '--tenant'],
  ] as const;
  for (const [line, code, name, option] of lines) {
    const said = await valetkey(`${line} --json`);
    expect(said.code).toBe(code);
    const { errors } = JSON.parse(said.stdout);
    expect(errors[0]).toMatchObject({ code: name, option });
    expect(said.stdout + said.stderr).not.toContain('/data/');
  }
});

test('a second server on the same SQLite file logs a warning, unless the first was killed; on PostgreSQL none does', async () => {
  const warned = (text: string) => text.includes('another server is running on this SQLite file');
  const one = await startServer(environment);
  const two = await startServer(environment);
  expect([warned(one.logged()), warned(two.logged())]).toEqual([
    false,
    globalThis.TEST_DATABASE === 'sqlite',
  ]);
  await two.end('SIGTERM');
  await one.end('SIGKILL');
  const three = await startServer(environment);
  expect(warned(three.logged())).toBe(false);
  await three.end('SIGTERM');
});

test('a misspelled setting causes a warning at startup', async () => {
  const server = await startServer({ ...environment, WEBHOOK_RATES: '5' });
  expect(server.logged()).toContain(
    'WEBHOOK_RATES is not a setting, so it has no effect. Did you mean WEBHOOK_RATE?',
  );
  await server.end('SIGTERM');
});

test('serve waits for PostgreSQL for at most DATABASE_WAIT', async () => {
  const port = await freePort();
  const settings = { ...environment, DATABASE_URL: `postgres://127.0.0.1:${port}/none`, DATABASE_WAIT: '1' };
  const { code, stdout, stderr } = await runProgram(['serve'], settings);
  expect(code).toBe(1);
  expect(stdout).toContain('waiting for the database');
  expect(stderr).toContain(`Cannot connect to postgres://127.0.0.1:${port}/none`);
  expect(stderr).not.toContain('Retry shortly');
});

test('a command exits even if the reader of its output is gone', async () => {
  await valetkey('migrate');
  const child = spawnProgram(['doctor'], environment);
  child.stdout!.destroy();
  const [code] = (await once(child, 'close')) as [number];
  expect(code).not.toBeNull();
});
