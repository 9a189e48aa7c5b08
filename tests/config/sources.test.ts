import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, settingWarnings } from '../../src/config/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const config = (yaml: string) => ({ VALETKEY_CONFIG: file('valetkey.yaml', yaml) });

describe('secrets in files', () => {
  test.each([
    ['MASTER_KEY', 'masterKey', 'c2VjcmV0'],
    ['DATABASE_URL', 'databaseUrl', 'postgres://u:hunter2@h/d'],
    ['OUTBOUND_PROXY', 'outboundProxy', 'http://proxy.example:3128'],
  ] as const)('%s_FILE names a file with the value, with or without a newline', (env, name, value) => {
    for (const content of [value, `${value}\n`])
      expect(loadSettings({ [`${env}_FILE`]: file('secret', content) })[name]).toBe(value);
    expect(settingWarnings({ [`${env}_FILE`]: 'x', VALETKEY_CONFIG: 'x' })).toEqual([]);
  });

  test('a variable and its file are not both set', () => {
    const environment = { MASTER_KEY: 'a', MASTER_KEY_FILE: file('secret', 'b') };
    expect(() => loadSettings(environment)).toThrow(
      'MASTER_KEY_FILE and MASTER_KEY are both set. Set only one of them.',
    );
    expect(loadSettings({ ...environment, MASTER_KEY: '' }).masterKey).toBe('b');
  });

  test('a file that is missing or empty is an error', () => {
    expect(() => loadSettings({ MASTER_KEY_FILE: join(folder, 'nothing') })).toThrow(
      /^MASTER_KEY_FILE names .+nothing, which cannot be read \(ENOENT\)\.$/,
    );
    expect(() => loadSettings({ MASTER_KEY_FILE: file('secret', '\n') })).toThrow('which is empty');
  });
});

describe('the configuration file', () => {
  test('has the same settings as the environment, which wins', () => {
    const settings = loadSettings({
      ...config(`
# Behind the load balancer
PORT: 9000
HOST: 0.0.0.0
NODE_ENV: production
OUTBOUND_ALLOW: [10.0.0.0/8, intern.example]
LOG_LEVEL: warn
MASTER_KEY_FILE: ${JSON.stringify(file('secret', 'from-file'))}
DATABASE_WAIT:
`),
      LOG_LEVEL: 'debug',
      HOST: '',
    });
    expect(settings).toMatchObject({
      port: 9000,
      host: '0.0.0.0',
      production: true,
      outboundAllow: ['10.0.0.0/8', 'intern.example'],
      logLevel: 'debug',
      masterKey: 'from-file',
      databaseWait: 30,
    });
  });

  test('a secret in the environment wins over one that the file names', () => {
    const environment = config(`MASTER_KEY_FILE: ${JSON.stringify(file('secret', 'from-file'))}`);
    expect(loadSettings({ ...environment, MASTER_KEY: 'given' }).masterKey).toBe('given');
  });

  test.each([
    ['PROT: 1', 'contains "PROT", which is not a setting.'],
    ['VALETKEY_CONFIG: other.yaml', 'contains "VALETKEY_CONFIG", which is not a setting.'],
    ['__proto__: {}', 'contains "__proto__", which is not a setting.'],
    ['PORT: [1]', 'must be a text or a number.'],
    ['OUTBOUND_ALLOW: {a: b}', 'must be a text or a list of texts.'],
    ['PORT: 1\nPORT: 2', 'is not valid YAML'],
    ['PORT: 1\n---\nPORT: 2', 'contains more than one YAML document. Keep one.'],
    ['- PORT', 'must contain settings, one per line, such as PORT: 8080.'],
    ['PORT: 80a', 'PORT must be a whole number'],
  ])('%j is an error', (yaml, fault) => {
    expect(() => loadSettings(config(yaml))).toThrow(fault);
  });

  test('an error does not repeat secrets', () => {
    const yaml = 'MASTER_KEY: "hunter2\nPORT: 1';
    expect(() => loadSettings(config(yaml))).toThrow(/is not valid YAML: [^\n]+ in line \d+\.$/);
    expect(() => loadSettings(config(yaml))).not.toThrow('hunter2');
  });

  test('an empty one changes nothing', () => {
    expect(loadSettings(config('# nothing yet\n'))).toEqual(loadSettings({}));
  });

  test('a missing one is an error', () => {
    expect(() => loadSettings({ VALETKEY_CONFIG: join(folder, 'nothing') })).toThrow(
      /^VALETKEY_CONFIG names .+nothing, which cannot be read \(ENOENT\)\.$/,
    );
  });
});
