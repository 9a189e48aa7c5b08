import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isComplete, makeOnce, removeUnused } from '../../scripts/make-once.mjs';

const MODULE = new URL('../../scripts/make-once.mjs', import.meta.url).href;

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'make-once-'));
  folder = join(parent, 'thing');
});
afterEach(() => rmSync(parent, { recursive: true }));

const FILES = Array.from({ length: 50 }, (_, index) => `assets/${index}.txt`);

function makeFiles(fresh: string): void {
  mkdirSync(join(fresh, 'assets'));
  for (const name of FILES) writeFileSync(join(fresh, name), name);
}

/** Makes the folder slowly in a separate process, which exits with 0 if the folder is complete afterwards. */
async function makeInAnotherProcess(key: string): Promise<number | null> {
  const program = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    import { isComplete, makeOnce } from ${JSON.stringify(MODULE)};
    await makeOnce(${JSON.stringify(folder)}, ${JSON.stringify(key)}, async (fresh) => {
      mkdirSync(fresh + '/assets');
      for (const name of ${JSON.stringify(FILES)}) {
        await pause(Math.random());
        writeFileSync(fresh + '/' + name, name);
      }
    });
    process.exit(isComplete(${JSON.stringify(folder)}, ${JSON.stringify(key)}) ? 0 : 1);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  await once(child, 'exit');
  return child.exitCode;
}

test('several processes that need a folder at the same time all find it complete', async () => {
  const codes = await Promise.all(Array.from({ length: 6 }, () => makeInAnotherProcess('a')));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readdirSync(parent)).toEqual(['thing']);
});

test('several processes that repair a folder at the same time all find it complete afterwards', async () => {
  await makeOnce(folder, 'a', makeFiles);
  rmSync(join(folder, 'assets/7.txt'));
  const codes = await Promise.all(Array.from({ length: 6 }, () => makeInAnotherProcess('a')));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readdirSync(parent)).toEqual(['thing']);
});

test('a complete folder is not made again', async () => {
  await makeOnce(folder, 'a', makeFiles);
  let calls = 0;
  await makeOnce(folder, 'a', () => (calls += 1));
  expect(calls).toBe(0);
});

test.each([
  ['a missing file', () => rmSync(join(folder, 'assets/3.txt'))],
  ['a truncated file', () => truncateSync(join(folder, 'assets/3.txt'), 1)],
  ['no manifest', () => rmSync(join(folder, '.manifest.json'))],
  ['a broken manifest', () => writeFileSync(join(folder, '.manifest.json'), '{"key":"a","sizes":nu')],
])('a folder with %s is made again', async (_, breakIt) => {
  await makeOnce(folder, 'a', makeFiles);
  breakIt();
  expect(isComplete(folder, 'a')).toBe(false);
  await makeOnce(folder, 'a', makeFiles);
  expect(isComplete(folder, 'a')).toBe(true);
  expect(readFileSync(join(folder, 'assets/3.txt'), 'utf8')).toBe('assets/3.txt');
});

test('a folder made from other sources is replaced', async () => {
  await makeOnce(folder, 'a', makeFiles);
  await makeOnce(folder, 'b', (fresh) => writeFileSync(join(fresh, 'new.txt'), 'new'));
  expect(readdirSync(folder).sort()).toEqual(['.manifest.json', 'new.txt']);
});

test('a failed attempt leaves nothing behind', async () => {
  const failing = makeOnce(folder, 'a', (fresh) => {
    makeFiles(fresh);
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(readdirSync(parent)).toEqual([]);
});

test('folders not used for hours are removed, and used ones stay', async () => {
  await makeOnce(folder, 'a', makeFiles);
  const old = join(parent, 'new-left-behind');
  mkdirSync(old);
  for (const path of [folder, old]) utimesSync(path, new Date(0), new Date(0));
  await makeOnce(folder, 'a', makeFiles); // marks it as used
  removeUnused(parent);
  expect(existsSync(folder)).toBe(true);
  expect(existsSync(old)).toBe(false);
});
