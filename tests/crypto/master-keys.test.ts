import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  MasterKeyError,
  masterKeysFromFile,
  masterKeysFromSetting,
  unwrapDataKey,
} from '../../src/crypto/index.ts';
import { newDataKey } from '../../src/crypto/envelope.ts';
import { buildProgram } from '../support/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const one = Buffer.alloc(32, 1).toString('base64');
const two = Buffer.alloc(32, 2).toString('base64');

test('a generated key is kept, for its owner alone, and found again', () => {
  const path = join(folder, 'deep', 'master-keys.json');
  const made = masterKeysFromFile(path, []);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(masterKeysFromFile(path, made.ids()).ids()).toEqual(made.ids());
});

test('an added key comes first, and the old one still unwraps', () => {
  const path = join(folder, 'master-keys.json');
  const keys = masterKeysFromFile(path, []);
  const old = keys.current();
  const added = keys.add();
  expect(keys.ids()).toEqual([added.id, old.id]);
  expect(masterKeysFromFile(path, []).ids()).toEqual([added.id, old.id]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('processes that start at the same moment make one key between them', async () => {
  const main = buildProgram();
  const script = `import('${new URL('../crypto/index.js', `file://${main}`).href}').then(({ masterKeysFromFile: f }) => console.log(f('${join(folder, 'k.json')}', []).current().id))`;
  const runs = await Promise.all(
    Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ['-e', script])),
  );
  expect(new Set(runs.map(({ stdout }) => stdout.trim())).size).toBe(1);
});

test('a missing file is not made anew once something is sealed, and the missing key is named', () => {
  expect(() => masterKeysFromFile(join(folder, 'k.json'), ['mk_0123'])).toThrow(/mk_0123/);
});

test.each(['', '{}', '{"keys":[]}', '{"keys":[{"k":"c2hvcnQ"}]}', 'k: c2VjcmV0'])(
  'a damaged file (%j) is refused without quoting it',
  (text) => {
    const path = join(folder, 'k.json');
    writeFileSync(path, text);
    expect(() => masterKeysFromFile(path, [])).toThrow(MasterKeyError);
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);

test('MASTER_KEY takes several keys, of which the first wraps', () => {
  const keys = masterKeysFromSetting(`${two},${one}`);
  expect(keys.current().id).toBe(masterKeysFromSetting(two).current().id);
  expect(keys.find(masterKeysFromSetting(one).current().id)).toBeDefined();
  expect(keys.canAdd).toBe(false);
});

test.each(['short', `${one},short`, '', `${one},`])('MASTER_KEY %j is refused, and not quoted', (text) => {
  expect(() => masterKeysFromSetting(text)).toThrow(/is \d+ bytes long, not 32/);
});

test('a data key is unwrapped by its master key, for its tenant and id, and by nothing else', async () => {
  const master = masterKeysFromSetting(one).current();
  const { bytes, wrapped } = await newDataKey('tenant', 'key', master);
  expect(await unwrapDataKey(wrapped, 'tenant', 'key', master)).toEqual(bytes);
  await expect(unwrapDataKey(wrapped, 'other', 'key', master)).rejects.toThrow('not where it belongs');
  await expect(unwrapDataKey(wrapped, 'tenant', 'other', master)).rejects.toThrow('not where it belongs');
  await expect(
    unwrapDataKey(wrapped, 'tenant', 'key', masterKeysFromSetting(two).current()),
  ).rejects.toThrow();
});
