import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, type Database } from '../../src/db/index.ts';
import { rawDb, type RawDb } from '../../src/db/raw.ts';
import { TEST_MASTER_KEY } from '../support/app.ts';
import { commandLine, type CommandResult } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { buildProgram } from '../support/program.ts';
import { runUnprivileged } from '../support/unprivileged.ts';

let home: TestDatabase;
let folder: string;
let environment: Record<string, string>;
beforeEach(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-doctor-'));
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

/** The errors that doctor finds, except for the console, which only the built program has. */
async function errors(settings: Record<string, string>): Promise<string[]> {
  const said = await valetkey('doctor --json', { ...environment, ...settings });
  const found = foundIn(said, 'error').filter((sentence) => !sentence.startsWith('console: '));
  if (found.length > 0) expect(said.code).toBe(1);
  return found;
}

function foundIn({ stdout }: Pick<CommandResult, 'stdout'>, wanted: 'warning' | 'error'): string[] {
  const { checks } = JSON.parse(stdout) as { checks: { check: string; status: string; detail: string }[] };
  return checks.filter(({ status }) => status === wanted).map(({ check, detail }) => `${check}: ${detail}`);
}

describe('doctor', () => {
  test('finds no error in a correct setup', async () => {
    expect(await errors({})).toEqual([]);
    await valetkey('migrate');
    expect(await errors({})).toEqual([]);
  });

  test('finds a misspelled setting', async () => {
    expect(await errors({ OUTBOUND_ALOW: 'x', PATH: '/bin', HTTP_PROXY: 'x' })).toEqual([
      'variables: OUTBOUND_ALOW is not a setting, so it has no effect. Did you mean OUTBOUND_ALLOW?',
    ]);
  });

  test('finds a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await errors({ PORT: String(port) })).toEqual([
      expect.stringMatching(`^port: Port ${port} on 127.0.0.1 is already in use`),
    ]);
    server.close();
  });

  test('finds a PUBLIC_URL with plain http, or one that clients cannot connect to', async () => {
    expect(await errors({ PUBLIC_URL: 'http://valetkey.example', NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('plain http'),
    ]);
    expect(await errors({ HOST: '0.0.0.0' })).toEqual([expect.stringContaining('clients cannot connect to')]);
  });

  test('finds a DATA_DIR inside a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { MASTER_KEY: _, ...others } = environment;
    const { stdout } = await commandLine(['doctor', '--json'], {
      ...others,
      DATA_DIR: join(folder, 'file/data'),
    });
    expect(stdout).toContain(`${join(folder, 'file')}: part of this path is a file`);
  });

  test('finds a database that is unavailable or not a database', async () => {
    expect(await errors({ DATABASE_URL: 'postgres://127.0.0.1:1/none' })).toEqual([
      expect.stringContaining('Cannot connect to postgres://127.0.0.1:1/none'),
    ]);
    writeFileSync(join(folder, 'text.db'), 'this is no database, whatever its name says'.repeat(100));
    expect(await errors({ DATABASE_URL: `sqlite:${join(folder, 'text.db')}` })).toEqual([
      expect.stringContaining('text.db is not a SQLite database'),
    ]);
  });

  test('finds a clock that differs from that of the database', async () => {
    await valetkey('tenant create --name Acme --owner-email owner@acme.test');
    if (globalThis.TEST_DATABASE === 'postgres') {
      await inDatabase(async (sql) => {
        await sql.raw(`CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
          AS $$ SELECT pg_catalog.clock_timestamp() + interval '1 minute' $$`);
        await sql.raw(
          `ALTER DATABASE ${new URL(home.url).pathname.slice(1)} SET search_path = public, pg_catalog`,
        );
      });
      expect(await errors({})).toEqual([
        expect.stringMatching(/^clock: The clocks of this machine and the database differ by \d+ ms\./),
      ]);
    } else {
      // SQLite has no clock of its own: a row from the future shows that this machine's was set back.
      await inDatabase((sql) => sql('audit_events').update({ created_at: Date.now() + 600_000 }));
      expect(foundIn(await valetkey('doctor --json'), 'warning')).toEqual([
        expect.stringMatching(/^clock: The newest audit event is \d+ ms ahead of this machine's clock\./),
      ]);
    }
  });

  test('finds a database that can be read but not written', async () => {
    await valetkey('migrate');
    if (globalThis.TEST_DATABASE === 'postgres') {
      const reader = `reader_${new URL(home.url).pathname.slice(1)}`;
      await inDatabase(async (sql) => {
        await sql.raw(`CREATE ROLE ${reader} LOGIN`);
        await sql.raw(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader}`);
      });
      const url = Object.assign(new URL(home.url), { username: reader, password: '' }).href;
      expect(await errors({ DATABASE_URL: url })).toEqual([
        expect.stringMatching(/^database: .* permission denied for table \w+\. Grant the user/),
      ]);
      await inDatabase(async (sql) => {
        await sql.raw(`DROP OWNED BY ${reader}`);
        await sql.raw(`DROP ROLE ${reader}`);
      });
    } else {
      const file = home.url.slice('sqlite:'.length);
      chmodSync(file, 0o444);
      chmodSync(dirname(file), 0o777);
      const said = await runUnprivileged(dirname(buildProgram()), ['doctor', '--json'], environment);
      expect(said.code).toBe(1);
      expect(foundIn(said, 'error')).toContainEqual(
        expect.stringMatching(/^database: .* cannot be written.* Make the file and its directory writable/),
      );
    }
  });
});

async function inDatabase(work: (sql: RawDb['sql']) => PromiseLike<unknown>): Promise<void> {
  const database: Database = connect({ url: home.url, poolMax: 1 });
  await work(rawDb(database).sql);
  await database.close();
}
