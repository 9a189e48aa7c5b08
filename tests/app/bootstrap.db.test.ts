import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_MASTER_KEY } from '../support/app.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';

let home: TestDatabase;
let folder: string;
let file: string;
let environment: Record<string, string>;
const running: RunningProgram[] = [];

beforeEach(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-bootstrap-'));
  file = join(folder, 'api-key');
  environment = {
    DATABASE_URL: home.url,
    DATA_DIR: folder,
    MASTER_KEY: TEST_MASTER_KEY,
    BOOTSTRAP_TENANT: 'Acme',
    BOOTSTRAP_OWNER_EMAIL: 'owner@acme.test',
    BOOTSTRAP_API_KEY_FILE: file,
  };
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.end('SIGTERM');
  await home.drop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<RunningProgram> {
  const server = await startServer(environment);
  running.push(server);
  return server;
}

async function tenants(): Promise<{ id: string; name: string }[]> {
  const { stdout } = await runProgram(['tenant', 'list', '--json'], environment);
  return JSON.parse(stdout).tenants;
}

async function statusOf(server: RunningProgram): Promise<number> {
  const [tenant] = await tenants();
  const authorization = authorizationOf({
    email: 'owner@acme.test',
    apiKey: readFileSync(file, 'utf8').trim(),
  });
  const response = await fetch(`${server.url}/v2/tenants/${tenant!.id}`, {
    headers: { Authorization: authorization },
  });
  return response.status;
}

test('servers that start at once create one tenant, whose API key is in a file that only they can read', async () => {
  const [server] = await Promise.all([start(), start(), start()]);
  expect(await tenants()).toMatchObject([{ name: 'Acme' }]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await statusOf(server!)).toBe(200);
});

test('a restart changes nothing, even if the file is gone', async () => {
  await (await start()).end('SIGTERM');
  rmSync(file);
  environment['BOOTSTRAP_TENANT'] = 'Another name';
  await start();
  expect(await tenants()).toMatchObject([{ name: 'Acme' }]);
  expect(existsSync(file)).toBe(false);
});

test('a key that a killed server had not put in place yet is put there by the next one', async () => {
  await (await start()).end('SIGTERM');
  renameSync(file, `${file}.new`);
  expect(await statusOf(await start())).toBe(200);
});

test('a file that exists before the tenant is left alone, and nothing is created', async () => {
  writeFileSync(file, 'precious');
  await expect(start()).rejects.toThrow('Delete it, or use another path.');
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect(await tenants()).toEqual([]);
});

test('if the file cannot be written, no tenant is created', async () => {
  environment['BOOTSTRAP_API_KEY_FILE'] = join(folder, 'missing', 'api-key');
  await expect(start()).rejects.toThrow('no such file or directory');
  expect(await tenants()).toEqual([]);
});

test('an invalid name is named by its variable', async () => {
  environment['BOOTSTRAP_TENANT'] = 'x'.repeat(1000);
  await expect(start()).rejects.toThrow('BOOTSTRAP_TENANT: ');
});
