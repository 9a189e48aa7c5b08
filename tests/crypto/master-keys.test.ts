import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { MasterKeyError, masterKeysFromFile, masterKeysFromSetting } from '../../src/crypto/index.ts';
import { buildProgram } from '../support/program.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-keys-'));
  file = join(folder, 'data/master-keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(MasterKeyError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const keysIn = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { kid: string; k: string }[] }).keys;

describe('MASTER_KEY', () => {
  test('32 bytes in base64 or base64url are a key, with the same id in either encoding', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    const ids = (['base64', 'base64url'] as const).map((encoding) =>
      masterKeysFromSetting(bytes.toString(encoding)).ids(),
    );
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]![0]).toMatch(/^mk_[0-9a-f]{16}$/);
  });

  test('of several keys, the first is the current one and all can be found', () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const keys = masterKeysFromSetting(` ${one.toString('base64')} , ${two.toString('base64')}\n`);
    expect(keys.current().bytes).toEqual(one);
    expect(keys.ids().map((id) => keys.find(id)!.bytes)).toEqual([one, two]);
    expect(keys.find('mk_0000000000000000')).toBeUndefined();
  });

  const good = randomBytes(32).toString('base64');
  test.each([
    ['a short key', 'c2hvcnQ=', 'key 1 is 5 bytes long, not 32'],
    ['a long key', Buffer.alloc(33).toString('base64'), 'key 1 is 33 bytes long'],
    ['64 hex digits', randomBytes(32).toString('hex'), 'key 1 is 48 bytes long'],
    ['an invalid second key', `${good},c2hvcnQ=`, 'key 2 is 5 bytes long'],
    ['a trailing comma', `${good},`, 'key 2 is 0 bytes long'],
    ['a character outside base64', `${good.slice(0, 20)}!${good.slice(20)}`, 'key 1 is not base64'],
    ['a quoted value', `"${good}"`, 'key 1 is not base64'],
  ])('%s is refused with its position and no key material', (_, value, reason) => {
    const refusal = refusalOf(() => masterKeysFromSetting(value));
    expect(refusal).toContain(`MASTER_KEY: ${reason}`);
    for (const part of value.split(',').filter(Boolean)) expect(refusal).not.toContain(part);
  });

  test('only the operator can add keys', () => {
    const keys = masterKeysFromSetting(good);
    expect(keys.canAdd).toBe(false);
    expect(refusalOf(() => keys.add())).toContain('put it first in that list');
  });
});

describe('the key file', () => {
  test('is created once, readable only by its owner, and reused by the next start', () => {
    const made = masterKeysFromFile(file, []);
    expect([modeOf(file), modeOf(dirname(file))]).toEqual(['600', '700']);
    expect(keysIn(file)).toEqual([
      { kid: made.current().id, kty: 'oct', k: made.current().bytes.toString('base64url') },
    ]);
    expect(masterKeysFromFile(file, []).current()).toEqual(made.current());
    expect(readdirSync(dirname(file))).toEqual(['master-keys.json']);
  });

  test('holds one key, used by all processes, when many create it at the same time', async () => {
    const code = pathToFileURL(join(dirname(buildProgram()), '../crypto/index.js')).href;
    const script = `
      const { masterKeysFromFile } = await import(${JSON.stringify(code)});
      console.error('ready');
      process.stdin.once('data', () => {
        console.log(masterKeysFromFile(${JSON.stringify(file)}, []).current().id);
        process.exit();
      });`;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { env: {} }),
    );
    const outputs = children.map((child) => text(child.stdout));
    await Promise.all(children.map((child) => once(child.stderr, 'data')));
    for (const child of children) child.stdin.write('go\n');
    const ids = await Promise.all(outputs);
    expect(new Set(ids)).toEqual(new Set([`${keysIn(file)[0]!.kid}\n`]));
    expect(readdirSync(dirname(file))).toEqual(['master-keys.json']);
  });

  test('is not created if the database needs an existing key; the error names that key', () => {
    const refusal = refusalOf(() => masterKeysFromFile(file, ['mk_1111111111111111', 'mk_2222222222222222']));
    expect(refusal).toContain('encrypted with master key mk_1111111111111111, mk_2222222222222222');
    expect(refusal).toContain(file);
    expect(existsSync(file)).toBe(false);
  });

  const k = randomBytes(32).toString('base64url');
  test.each([
    ['truncated', `{"keys": [{"kty": "oct", "k": "${k}`],
    ['empty', ''],
    ['an empty object', '{}'],
    ['not JSON', `k: ${k}`],
    ['no keys', '{"keys": []}'],
    ['an array', `["${k}"]`],
    ['a key that is too short', `{"keys": [{"k": "${k}"}, {"k": "c2hvcnQ"}]}`],
    ['a key without bytes', `{"keys": [{"kty": "oct"}]}`],
    ['a key with another key’s id', `{"keys": [{"kid": "mk_0000000000000000", "k": "${k}"}]}`],
  ])('is reported as damaged, without key material, and left unchanged: %s', (_, content) => {
    masterKeysFromFile(file, []);
    writeFileSync(file, content);
    const refusal = refusalOf(() => masterKeysFromFile(file, []));
    expect(refusal).toContain(`The master key file ${file} is damaged`);
    expect(refusal).not.toContain(k.slice(0, 8));
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('gets a new key in front of the old ones, which stay', () => {
    const keys = masterKeysFromFile(file, []);
    const old = keys.current();
    const added = keys.add();
    expect(keys.current()).toEqual(added);
    expect(keysIn(file).map(({ kid }) => kid)).toEqual([added.id, old.id]);
    expect(modeOf(file)).toBe('600');
    expect(keys.find(old.id)).toEqual(old);
    expect(readdirSync(dirname(file))).toEqual(['master-keys.json']);
  });

  test('contains keys added by another process after reload(), and no addition drops another one', () => {
    const [one, two] = [masterKeysFromFile(file, []), masterKeysFromFile(file, [])];
    const [a, b] = [one.add(), two.add()];
    expect(one.find(b.id)).toBeUndefined();
    one.reload();
    expect(one.current()).toEqual(b);
    expect(one.ids().slice(0, 2)).toEqual([b.id, a.id]);
  });

  test('is locked while another process adds a key, so that no key is lost', () => {
    const keys = masterKeysFromFile(file, []);
    const before = readFileSync(file, 'utf8');
    writeFileSync(`${file}.lock`, '');
    expect(refusalOf(() => keys.add())).toContain(`${file}.lock`);
    expect(readFileSync(file, 'utf8')).toBe(before);
    rmSync(`${file}.lock`);
    expect(keys.add().id).toBe(keysIn(file)[0]!.kid);
  });
});
