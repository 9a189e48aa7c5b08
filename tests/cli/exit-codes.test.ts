import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_MASTER_KEY } from '../support/app.ts';
import { commandLine } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let home: TestDatabase;
let folder: string;
let environment: Record<string, string>;
let tenant: string;
beforeAll(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-exit-'));
  environment = { DATABASE_URL: home.url, DATA_DIR: join(folder, 'data'), MASTER_KEY: TEST_MASTER_KEY };
  const { stdout } = await valetkey('tenant create --name Acme --owner-email owner@acme.test --json');
  tenant = JSON.parse(stdout).tenant_id;
});
afterAll(async () => {
  await home.drop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line, in which TENANT is the ID of an existing tenant. */
const valetkey = (line: string, settings = environment, stdin = '') =>
  commandLine(line.replaceAll('TENANT', tenant).split(' '), settings, stdin);

test.each([
  ['an unknown command', 'tenants'],
  ['an unknown option', 'tenant list --all'],
  ['a missing option', 'user list'],
  ['an option without its value', 'user list --tenant'],
  ['too many arguments', 'tenant list everything'],
  ['no confirmation', `tenant delete ${UNKNOWN}`],
  ['a malformed argument', 'tenant delete acme --yes'],
  ['a malformed argument', `api-key revoke vk_1 --tenant ${UNKNOWN}`],
  ['a malformed --tenant', 'user create --tenant acme --email a@acme.test --role admin'],
  ['a malformed --tenant', 'user list --tenant acme'],
  ['a malformed --tenant', 'api-key create --tenant acme --email a@acme.test'],
  ['a malformed --tenant', 'api-key list --tenant acme'],
  ['a malformed --tenant', `api-key revoke ${UNKNOWN} --tenant acme`],
  ['a malformed --email', `user create --tenant ${UNKNOWN} --email acme --role admin`],
  ['a malformed --email', 'user password-link --email acme'],
  ['a malformed --email', 'user confirm --email acme'],
  ['a malformed --email', `api-key create --tenant ${UNKNOWN} --email acme`],
  ['a malformed --email', `api-key list --tenant ${UNKNOWN} --email acme`],
  ['a malformed --owner-email', 'tenant create --name Acme --owner-email acme'],
  ['a malformed --expires-at', `api-key create --tenant ${UNKNOWN} --email a@acme.test --expires-at soon`],
  ['a malformed --auth-uri', 'component migrate --auth-uri here component.json'],
  ['a malformed --set', 'component migrate --set secret=KEY component.json'],
])('%s is a usage error with exit code 2, before a database is opened: %s', async (_what, line) => {
  // Opening this one would fail with 1.
  const { code, stderr } = await valetkey(line, { DATABASE_URL: 'postgres://127.0.0.1:1/none' });
  expect([code, stderr]).toEqual([2, expect.not.stringContaining('127.0.0.1')]);
});

test.each([
  ['a name that is too long', `tenant create --name ${'x'.repeat(300)} --owner-email a@acme.test`],
  [
    'a name that is too long',
    `api-key create --tenant TENANT --email owner@acme.test --name ${'x'.repeat(300)}`,
  ],
])('%s is a usage error, whatever the database contains: %.40s', async (_what, line) => {
  expect(await valetkey(line)).toMatchObject({ code: 2, stderr: expect.stringContaining('--name') });
});

test.each([
  ['a tenant', `tenant delete ${UNKNOWN} --yes`],
  ['a tenant', `user create --tenant ${UNKNOWN} --email a@acme.test --role admin`],
  ['a tenant', `user list --tenant ${UNKNOWN}`],
  ['a tenant', `api-key create --tenant ${UNKNOWN} --email a@acme.test`],
  ['a tenant', `api-key list --tenant ${UNKNOWN}`],
  ['a tenant', `api-key revoke ${UNKNOWN} --tenant ${UNKNOWN}`],
  ['an API key', `api-key revoke ${UNKNOWN} --tenant TENANT`],
  ['a role', 'user create --tenant TENANT --email a@acme.test --role king'],
  ['a user', 'user confirm --email a@acme.test'],
  ['a user', 'user password-link --email a@acme.test'],
  ['a user', 'api-key create --tenant TENANT --email a@acme.test'],
  ['a user', 'api-key list --tenant TENANT --email a@acme.test'],
])('%s that does not exist is a failure with exit code 1: %s', async (_what, line) => {
  expect(await valetkey(line)).toMatchObject({ code: 1, stderr: expect.stringMatching(/ no /) });
});

test('invalid data in a file, standard input or a setting is a failure with exit code 1', async () => {
  const line = 'user create --tenant TENANT --email a@acme.test --role admin --password-stdin';
  for (const password of ['short', 'acmeacmeacme1'])
    expect(await valetkey(line, environment, password)).toMatchObject({ code: 1 });
  expect(await valetkey('component check -', {}, 'no JSON')).toMatchObject({ code: 1 });
  expect(await valetkey(`component check ${folder}/none.json`)).toMatchObject({ code: 1 });
  expect(await valetkey('tenant list', { ...environment, PORT: 'none' })).toMatchObject({ code: 1 });
});
