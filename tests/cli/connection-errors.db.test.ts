import { chmodSync, mkdirSync, mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { buildProgram, runProgram } from '../support/program.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.mjs';
import { runUnprivileged } from '../support/unprivileged.ts';

/** One command of each kind: it needs the platform, only the database, only checks, or serves. */
const COMMANDS = [['tenant', 'list'], ['migrate'], ['doctor'], ['serve']];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-ends-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs every command until it exits; one that hangs fails with a timeout of the test. */
async function expectError(environment: Record<string, string>, sentence: RegExp): Promise<void> {
  for (const command of COMMANDS) {
    const settings = { DATA_DIR: join(folder, 'data'), PORT: '0', DATABASE_WAIT: '0', ...environment };
    const { code, stdout, stderr } = await runProgram(command, settings);
    expect({ command, code, said: stdout + stderr }).toEqual({
      command,
      code: 1,
      said: expect.stringMatching(sentence),
    });
    expect(stdout + stderr).not.toMatch(/(?:try again|retry) shortly|^\s+at /im);
  }
}

if (globalThis.TEST_DATABASE === 'postgres')
  describe('with PostgreSQL every command exits with code 1 and explains the error if', () => {
    let server: PostgresServer;
    const at = (user: string, rest = '/postgres') => {
      const { host } = new URL(server.url);
      return `postgres://${user}@${host}${rest}`;
    };
    beforeAll(async () => {
      server = await startPostgres();
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query("CREATE ROLE guarded LOGIN PASSWORD 'right'");
      await client.query('CREATE ROLE reader LOGIN');
      const file = (await client.query<{ hba_file: string }>('SHOW hba_file')).rows[0]!.hba_file;
      writeFileSync(file, `host all guarded all scram-sha-256\n${readFileSync(file, 'utf8')}`);
      await client.query('SELECT pg_reload_conf()');
      await client.end();
    });
    afterAll(() => server.stop());

    test('the password is missing', () =>
      expectError({ DATABASE_URL: at('guarded') }, /requires a password, and DATABASE_URL has none/));

    test('the password is wrong', () =>
      expectError(
        { DATABASE_URL: at('guarded:wrong') },
        /rejected the login: password authentication failed/,
      ));

    test('the database does not exist', () =>
      expectError(
        { DATABASE_URL: at('postgres', '/nothing') },
        /database "nothing" does not exist. Create the database/,
      ));

    test('the server does not support the TLS requested', () =>
      expectError({ DATABASE_URL: at('postgres', '/postgres?sslmode=require') }, /does not support TLS/));

    test('the connection is refused', () =>
      expectError({ DATABASE_URL: 'postgres://127.0.0.1:1/postgres' }, /Cannot connect to .*ECONNREFUSED/));

    test('the host name is unknown', () =>
      expectError({ DATABASE_URL: 'postgres://nobody.invalid/postgres' }, /cannot be resolved/));

    test('the user is not allowed to create tables', async () => {
      const { code, stderr } = await runProgram(['migrate'], {
        DATABASE_URL: at('reader'),
        DATA_DIR: folder,
      });
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining('Grant the user in DATABASE_URL this privilege'),
      ]);
    });

    test('the server never responds', async () => {
      const silent: Server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      await expectError({ DATABASE_URL: `postgres://127.0.0.1:${port}/x` }, /did not respond in time/);
      silent.close();
    });
  });
else
  describe('with SQLite every command exits with code 1 and explains the error if', () => {
    test('the file is not a database', async () => {
      const file = join(folder, 'text.db');
      writeFileSync(file, 'no database at all '.repeat(300));
      await expectError({ DATABASE_URL: `sqlite:${file}` }, /text\.db is not a SQLite database/);
    });

    test('the file is a folder', async () => {
      mkdirSync(join(folder, 'folder.db'));
      await expectError(
        { DATABASE_URL: `sqlite:${join(folder, 'folder.db')}` },
        /folder\.db cannot be opened: it is a directory/,
      );
    });

    test('DATA_DIR is inside a file', async () => {
      writeFileSync(join(folder, 'file'), '');
      await expectError({ DATA_DIR: join(folder, 'file/data') }, /file\S*: part of this path is a file/);
    });

    test('DATA_DIR is not accessible', async () => {
      const cli = dirname(buildProgram());
      chmodSync(folder, 0o555);
      chmodSync(join(cli, '../..'), 0o755);
      for (const command of [['migrate'], ['serve'], ['doctor']]) {
        const settings = { DATA_DIR: join(folder, 'data'), PORT: '0' };
        const { code, stdout, stderr } = await runUnprivileged(cli, command, settings);
        expect([command, code, stdout + stderr]).toEqual([
          command,
          1,
          expect.stringMatching(new RegExp(`${folder}\\S*: permission denied`)),
        ]);
      }
    });
  });
