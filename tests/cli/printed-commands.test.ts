import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/program.ts';
import { commandLine } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { startServer } from '../support/program.ts';

let home: TestDatabase;
let folder: string;
let environment: Record<string, string>;
beforeEach(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-printed-'));
  environment = { DATABASE_URL: home.url, DATA_DIR: join(folder, 'data'), PORT: '0' };
});
afterEach(async () => {
  await home.drop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line as if the program had been started as `startedAs`. */
function valetkey(line: string, { startedAs = 'npx valetkey', settings = environment, stdin = '' } = {}) {
  return commandLine(line.split(' '), settings, stdin, (args, io, given) => run(args, io, given, startedAs));
}

describe('a printed command repeats how the program was started', () => {
  test('in the help', async () => {
    expect((await valetkey('tenant create --help')).stdout).toContain(
      '\n  npx valetkey tenant create --name',
    );
    expect((await valetkey('keys rotate --help')).stdout).toContain('`npx valetkey doctor` shows');
  });

  test('in an error', async () => {
    const { stderr } = await valetkey('tenant list', { settings: { DATA_DIR: join(folder, 'none') } });
    expect(stderr).toContain('To create a new database, run: npx valetkey migrate');
  });

  test('in an error as JSON, whatever characters the path of the program contains', async () => {
    const startedAs = String.raw`node '/opt/it'\''s "own"/main.js'`;
    const settings = { DATA_DIR: join(folder, 'none') };
    const { stdout } = await valetkey('tenant list --json', { startedAs, settings });
    expect(JSON.parse(stdout).errors[0].message).toContain(`run: ${startedAs} migrate`);
  });

  test('in the findings of doctor and in what it says of the master keys', async () => {
    await valetkey('tenant create --name Acme --owner-email owner@acme.test');
    await valetkey('keys rotate');
    const settings = { ...environment, VALETKEY_COLOR: 'blue' };
    const { stdout } = await valetkey('doctor', { settings });
    expect(stdout).toContain('Run `npx valetkey doctor` to list all settings.');
    expect(stdout).toContain('To remove it, run: npx valetkey keys prune.');
    const { checks } = JSON.parse((await valetkey('doctor --json', { settings })).stdout);
    expect(JSON.stringify(checks)).toContain('Run `npx valetkey doctor` to list all settings.');
  });

  test('in the log of the server', async () => {
    const settings = { ...environment, VALETKEY_COLOR: 'blue', npm_command: 'exec' };
    const server = await startServer(settings);
    expect(server.logged()).toContain('Run `npx valetkey doctor` to list all settings.');
    await server.end('SIGTERM');
  });
});

test('a command in a file that the program prints stays as it is', async () => {
  const text = '{"title":"Run: valetkey migrate, or `valetkey doctor`"}';
  const { stdout } = await valetkey('component migrate -', { stdin: text });
  expect(stdout).toContain('Run: valetkey migrate, or `valetkey doctor`');
});
