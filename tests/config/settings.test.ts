import { readFileSync } from 'node:fs';
import {
  defaultText,
  describeSettings,
  loadSettings,
  SETTINGS,
  SettingsError,
  type Settings,
} from '../../src/config/index.ts';

test('without settings the server uses SQLite in DATA_DIR and listens on 127.0.0.1:8080', () => {
  const settings = loadSettings({});
  expect(settings).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'http://127.0.0.1:8080',
    production: false,
  });
  expect(settings.databaseUrl).toBe(`sqlite:${settings.dataDir}/valetkey.db`);
});

test('an empty variable is the same as none', () => {
  const empty = Object.fromEntries(Object.values(SETTINGS).map(({ env }) => [env, '']));
  expect(loadSettings(empty)).toEqual(loadSettings({}));
});

test('one error names every invalid variable, without the values of secrets', () => {
  const invalid = {
    PORT: '80a',
    DATABASE_URL: 'mysql://u:hunter2@h/d',
    LOG_LEVEL: 'loud',
    PUBLIC_URL: 'ftp://x',
    SHUTDOWN_TIMEOUT: '-1',
    TRUSTED_PROXIES: 'loopback, 10.0.0.0/99',
    CLIENT_CERTIFICATE_HEADER: 'Client Cert',
    OUTBOUND_ALLOW: 'fine.example,10.0.0.0/99',
    OUTBOUND_PROXY: 'socks://u:hunter2@proxy',
    OUTBOUND_TIMEOUT: '0',
  };
  const load = () => loadSettings(invalid);
  expect(load).toThrow(SettingsError);
  expect(load).not.toThrow(/hunter2|fine\.example/);
  let message = '';
  try {
    load();
  } catch (error) {
    ({ message } = error as SettingsError);
  }
  // One line per fault, which begins with the name of its variable.
  const named = message.split('\n').map((line) => line.split(' ')[0]);
  expect(named.sort()).toEqual(Object.keys(invalid).sort());
  expect(message).toContain('TRUSTED_PROXIES contains "10.0.0.0/99"');
  expect(message).toContain('OUTBOUND_ALLOW contains "10.0.0.0/99"');
});

test('OUTBOUND_ALLOW is a list of hosts, addresses and networks', () => {
  const { outboundAllow } = loadSettings({
    OUTBOUND_ALLOW: ' 127.0.0.1, ::1,10.1.0.0/16,fd00::/8,intern.example:8443 , *.intern.example,',
  });
  expect(outboundAllow).toEqual([
    '127.0.0.1',
    '::1',
    '10.1.0.0/16',
    'fd00::/8',
    'intern.example:8443',
    '*.intern.example',
  ]);
});

test('the current settings are described without secrets', () => {
  const settings = loadSettings({
    DATABASE_URL: 'postgres://u:hunter2@db.example/x',
    MASTER_KEY: 'c2VjcmV0',
  });
  const text = JSON.stringify(describeSettings(settings));
  expect(text).toContain('postgres://db.example/x');
  expect(text).not.toMatch(/hunter2|c2VjcmV0/);
  expect(describeSettings(settings)).toHaveLength(Object.keys(SETTINGS).length);
});

test('the table in docs/operating.md lists every setting with its default and description', () => {
  const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
  const rows = page
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+` /.test(line))
    .map(cells);
  expect(rows).toEqual(
    (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => [
      SETTINGS[name].env,
      defaultText(name),
      SETTINGS[name].description.replaceAll('`', ''),
    ]),
  );
});

test.each([
  'https://host.example/valetkey',
  'https://host.example/?a=1',
  'https://host.example/#x',
  'host.example',
])('PUBLIC_URL does not accept %s', (PUBLIC_URL) => {
  expect(() => loadSettings({ PUBLIC_URL })).toThrow(/PUBLIC_URL must be an http or https URL without path/);
});

test.each(['loopback', 'uniquelocal, 10.0.0.1', '10.0.0.0/8,fd00::/8', '::1'])(
  'TRUSTED_PROXIES accepts %s',
  (text) => {
    expect(loadSettings({ TRUSTED_PROXIES: text }).trustedProxies).toEqual(text.split(/, ?/));
  },
);

test.each([
  'true',
  '1',
  'proxy.example',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/8/8',
  '10.1',
  '10.0.0.0/',
  '10.0.0.0/255.0.0.0',
])('TRUSTED_PROXIES does not accept %s', (text) => {
  expect(() => loadSettings({ TRUSTED_PROXIES: text })).toThrow(/TRUSTED_PROXIES/);
});

test('CLIENT_CERTIFICATE_HEADER requires proxies, because anyone else could send it', () => {
  const header = { CLIENT_CERTIFICATE_HEADER: 'Client-Cert' };
  expect(() => loadSettings(header)).toThrow('CLIENT_CERTIFICATE_HEADER requires TRUSTED_PROXIES');
  expect(loadSettings({ ...header, TRUSTED_PROXIES: 'loopback' }).clientCertificateHeader).toBe(
    'Client-Cert',
  );
});
