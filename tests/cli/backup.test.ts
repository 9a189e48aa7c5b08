import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { document } from '../support/app.ts';
import { commandLine, type CommandResult } from '../support/command-line.ts';
import { runProgram, startServer, type RunningProgram } from '../support/program.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';

let folder: string;
let environment: Record<string, string>;
let database: string;
let tenant: { tenant_id: string; email: string; api_key: string };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-backup-'));
  environment = { DATA_DIR: join(folder, 'data'), PORT: '0' };
  database = join(folder, 'data/valetkey.db');
  const made = await valetkey('tenant', 'create', '--name', 'Acme', '--owner-email', 'o@acme.test', '--json');
  tenant = JSON.parse(made.stdout);
});
afterEach(() => rmSync(folder, { recursive: true }));

const valetkey = (...args: string[]): Promise<CommandResult> => commandLine(args, environment);
const at = (name: string) => join(folder, name);

function call(server: RunningProgram, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${server.url}/v2/tenants/${tenant.tenant_id}/${path}`, {
    method,
    headers: {
      Authorization: authorizationOf({ email: tenant.email, apiKey: tenant.api_key }),
      'Content-Type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function tenantNames(): Promise<string[]> {
  const { stdout } = await valetkey('tenant', 'list', '--json');
  return (JSON.parse(stdout).tenants as { name: string }[]).map(({ name }) => name);
}

/** Overwrites pages in the middle of a file, as a failing disk does. */
function damage(file: string): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(200_000, 'x'), 0, 200_000, 40_000);
  closeSync(descriptor);
}

test('a backup of a server in use has everything that was acknowledged before it, and its secrets', async () => {
  const server = await startServer(environment);
  const acknowledged = new Set<string>();
  let isWriting = true;
  const write = async () => {
    while (isWriting) {
      const attributes = { name: 'kept', authentication_type: 'api_key' };
      const made = await call(server, 'POST', 'credentials', document('credential', attributes));
      const { id } = ((await made.json()) as { data: { id: string } }).data;
      const key = { api_key: `key-of-${id}` };
      const { status } = await call(
        server,
        'POST',
        `credentials/${id}/connections`,
        document('connection', key),
      );
      expect(status).toBe(201);
      acknowledged.add(id);
    }
  };
  const writers = [write(), write(), write(), write()];
  while (acknowledged.size < 50) await new Promise(setImmediate);
  const before = [...acknowledged];
  const made = await runProgram(['backup', at('backup.db'), '--json'], environment);
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining(database)]);
  isWriting = false;
  await Promise.all(writers);
  await server.end('SIGTERM');

  // Another machine has only the backup and the master keys.
  const keys = join(environment['DATA_DIR']!, 'master-keys.json');
  environment = { ...environment, DATA_DIR: at('elsewhere') };
  const restored = await valetkey('restore', at('backup.db'), '--json');
  expect(restored.code).toBe(1);
  expect(restored.stderr).toContain('master-keys.json');
  copyFileSync(keys, at('elsewhere/master-keys.json'));
  const other = await startServer(environment);
  for (const id of before.slice(-20)) {
    const response = await call(other, 'POST', `credentials/${id}/tokens`);
    expect(await response.text()).toContain(`key-of-${id}`);
  }
  await other.end('SIGTERM');
});

test('only its owner can read a backup, and an interrupted one leaves no file that looks like one', async () => {
  expect((await valetkey('backup', at('backup.db'))).code).toBe(0);
  expect(statSync(at('backup.db')).mode & 0o777).toBe(0o600);
  writeFileSync(at('other.db.unfinished'), 'of a process that was killed');
  expect((await valetkey('backup', at('other.db'))).code).toBe(0);
  expect(readdirSync(folder).filter((name) => name.includes('.db'))).toEqual(['backup.db', 'other.db']);
});

test('an existing file is not overwritten', async () => {
  writeFileSync(at('backup.db'), 'precious');
  const { code, stderr } = await valetkey('backup', at('backup.db'));
  expect([code, stderr]).toEqual([1, expect.stringContaining('Choose another name, or delete it.')]);
  expect(readFileSync(at('backup.db'), 'utf8')).toBe('precious');
});

test('a restore keeps the present database, with what is only in its log', async () => {
  await valetkey('backup', at('backup.db'));
  const server = await startServer(environment);
  const attributes = { name: 'late', client_id: 'c', client_secret: 's3cret' };
  await call(server, 'POST', 'credentials', document('credential', attributes));
  await server.end('SIGKILL');
  expect(existsSync(`${database}-wal`)).toBe(true);
  const { previous } = JSON.parse((await valetkey('restore', at('backup.db'), '--json')).stdout);
  expect(previous).toMatch(/valetkey\.db\.before-restore-[\dTZ-]+$/);
  expect(existsSync(`${database}-wal`)).toBe(false);
  const names = async (file: string) => {
    const { stdout } = await commandLine(['tenant', 'list', '--json'], {
      ...environment,
      DATABASE_URL: `sqlite:${file}`,
    });
    return JSON.parse(stdout).tenants.length as number;
  };
  expect([await names(database), await names(previous)]).toEqual([1, 1]);
  const again = await startServer({ ...environment, DATABASE_URL: `sqlite:${previous}` });
  expect(await (await call(again, 'GET', 'credentials')).text()).toContain('late');
  await again.end('SIGTERM');
});

test('a restore needs the server to be stopped, and a backup that is not damaged', async () => {
  await valetkey('backup', at('backup.db'));
  const server = await startServer(environment);
  const refused = await valetkey('restore', at('backup.db'));
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Stop it, then restore.')]);
  await server.end('SIGTERM');

  writeFileSync(at('text.db'), 'no database at all, but long enough to be read as one '.repeat(50));
  writeFileSync(at('empty.db'), '');
  copyFileSync(at('backup.db'), at('damaged.db'));
  damage(at('damaged.db'));
  for (const [name, reason] of [
    ['text.db', 'text.db is not a SQLite database.'],
    ['empty.db', 'empty.db is not a database of Valetkey.'],
    ['damaged.db', 'damaged.db is damaged'],
    ['missing.db', 'missing.db: no such file or directory'],
  ]) {
    const { code, stderr } = await valetkey('restore', at(name!));
    expect([code, stderr]).toEqual([1, expect.stringContaining(reason!)]);
  }
  expect(await tenantNames()).toEqual(['Acme']);
  expect(readdirSync(at('data')).filter((name) => /restor/.test(name))).toEqual([]);
});

test('a backup is only read, so that it can be on a read-only disk', async () => {
  await valetkey('backup', at('backup.db'));
  const before = readFileSync(at('backup.db'));
  chmodSync(at('backup.db'), 0o400);
  expect((await valetkey('restore', at('backup.db'))).code).toBe(0);
  expect(readFileSync(at('backup.db')).equals(before)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['backup.db', 'data']);
});

test('for PostgreSQL, the commands name its own tools', async () => {
  environment = { ...environment, DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x' };
  const made = await valetkey('backup', 'nightly.dump');
  expect([made.code, made.stderr]).toEqual([
    1,
    expect.stringContaining('Run: pg_dump --format=custom --file=nightly.dump --dbname="$DATABASE_URL"'),
  ]);
  const restored = await valetkey('restore', 'nightly.dump');
  expect(restored.stderr).toContain('Run: pg_restore --clean --if-exists nightly.dump');
  expect(made.stderr + restored.stderr).not.toContain('hunter2');
});

test('a damaged database is found by doctor, and never migrated', async () => {
  const server = await startServer(environment);
  for (let sent = 0; sent < 40; sent += 1)
    await call(server, 'POST', 'flows', document('flow', { name: 'x'.repeat(150) }));
  await server.end('SIGTERM');
  // As if the last migration had not run yet.
  const sqlite = await import('../../src/db/index.ts');
  const { rawDb } = await import('../../src/db/raw.ts');
  const opened = sqlite.connect({ url: `sqlite:${database}`, poolMax: 2 });
  await rawDb(opened)
    .sql('schema_migrations')
    .where({ name: sqlite.MIGRATION_NAMES.at(-1) })
    .delete();
  await opened.close();
  damage(database);
  const before = readFileSync(database);
  const migrated = await valetkey('migrate');
  expect([migrated.code, migrated.stderr]).toEqual([
    1,
    expect.stringContaining('is corrupt. Restore it from a backup.'),
  ]);
  expect(readFileSync(database).equals(before)).toBe(true);
  const { stdout } = await valetkey('doctor');
  expect(stdout).toMatch(/error +(file|database) +/);
});
