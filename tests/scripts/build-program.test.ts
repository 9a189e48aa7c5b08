import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isComplete } from '../../scripts/make-once.mjs';
import { buildProgram } from '../support/program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What a build reads, and would read from the checkout through a link. */
const COPIED = ['scripts', 'src', 'console', 'package.json', 'package-lock.json', 'tsconfig.json'];
const LINKED = ['node_modules', 'docs', 'schemas', 'seeds', 'openapi.yaml'];

let checkout: string;
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'valetkey-build-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(checkout, name));
  // The console takes most of a build's time, so it is built only once.
  buildProgram();
  cpSync(join(ROOT, '.cache/console'), join(checkout, '.cache/console'), { recursive: true });
});
afterAll(() => rmSync(checkout, { recursive: true }));

async function build(): Promise<string> {
  const child = spawn(process.execPath, [join(checkout, 'scripts/build-program.mjs')]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect([child.exitCode, stderr]).toEqual([0, '']);
  return stdout.trim();
}

test('two builds that start at once both print the same complete program', async () => {
  const [one, other] = await Promise.all([build(), build()]);
  expect(other).toBe(one);
  const key = one.split('/').at(-1)!;
  expect(isComplete(one, key)).toBe(true);
  for (const name of [
    'dist/cli/main.js',
    'dist/web/index.html',
    'dist/packages/third-party-notices.md',
    'docs',
  ])
    expect([name, existsSync(join(one, name))]).toEqual([name, true]);
  // No unfinished build is left behind.
  expect(readdirSync(join(checkout, '.cache/programs'))).toEqual([key]);
});
