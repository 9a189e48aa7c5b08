import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram } from '../support/program.ts';
import { runUnprivileged } from '../support/unprivileged.ts';

const PACKAGES = fileURLToPath(new URL('../../node_modules/', import.meta.url));

let folder: string;
let program: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-files-'));
  chmodSync(folder, 0o755);
  program = join(folder, 'program');
  copyProgram();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Copies the built program with its own JSONata, so that a test can change all its files. */
function copyProgram(): void {
  cpSync(join(dirname(buildProgram()), '../..'), program, { recursive: true, dereference: true });
  const packages = join(program, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(PACKAGES).filter((each) => each !== 'jsonata'))
    symlinkSync(join(PACKAGES, name), join(packages, name));
  cpSync(join(PACKAGES, 'jsonata'), join(packages, 'jsonata'), { recursive: true });
}

/** Runs a command on a new database. */
async function valetkey(command: string) {
  const data = mkdtempSync(join(folder, 'data-'));
  chmodSync(data, 0o777);
  const settings = { DATA_DIR: data, PORT: '0', PUBLIC_URL: 'https://valetkey.example' };
  const { code, stdout, stderr } = await runUnprivileged(join(program, 'dist/cli'), [command], settings);
  return { code, said: stdout + stderr };
}

/** One of each kind that the server reads. */
const FILES = [
  'openapi.yaml',
  'docs/webhooks.md',
  'schemas/flow.json',
  'seeds/providers/google.json',
  'seeds/senders/github.json',
  'node_modules/jsonata/jsonata.js',
  'dist/expressions/program.mjs',
  'dist/expressions/sandbox.cjs',
  'dist/expressions/watchdog.mjs',
  'dist/web/index.html',
];

test.each(FILES)('`serve` does not start if %s is unreadable, and names the path', async (name) => {
  const { code, said } = await withUnreadable([name], () => valetkey('serve'));
  expect([code, said]).toEqual([1, expect.stringContaining(unreadable(name))]);
});

test('`doctor` names a path of each kind that is unreadable', async () => {
  const names = ['openapi.yaml', 'schemas/flow.json', 'node_modules/jsonata/jsonata.js', 'dist/web/assets/'];
  const { code, said } = await withUnreadable(names, () => valetkey('doctor'));
  expect(code).toBe(1);
  for (const name of names) expect(said).toContain(unreadable(name));
});

test('`doctor` exits with 0 if all files are readable', async () => {
  expect(await valetkey('doctor')).toMatchObject({ code: 0 });
});

const unreadable = (name: string) => `${join(program, name)} (EACCES). Make the program's files readable`;

async function withUnreadable<Result>(names: string[], work: () => Promise<Result>): Promise<Result> {
  const before = names.map((name) => [join(program, name), statSync(join(program, name)).mode] as const);
  for (const [path] of before) chmodSync(path, 0);
  try {
    return await work();
  } finally {
    for (const [path, mode] of before) chmodSync(path, mode);
  }
}
