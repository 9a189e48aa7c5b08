import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProviders } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';

const schemas = loadSchemas();
const ENTRY = {
  name: 'Example',
  category: 'work',
  color: '#112233',
  initials: 'EX',
  documentation_url: 'https://docs.example.com/oauth',
  checked_on: '2026-01-31',
  sources: [
    {
      url: 'https://docs.example.com/oauth',
      facts: ['token_url'],
      checked_on: '2026-01-31',
      method: 'documented',
    },
  ],
  grant_types: ['authorization_code'],
  authorization_url: 'https://{site}.example.com/authorize',
  token_url: 'https://{site}.example.com/token',
  parameters: { site: { description: 'The site', pattern: '^[a-z]+$', example: 'acme' } },
  scope_separator: ' ',
  client_authentication: 'header',
  pkce: true,
  refresh_token: 'always',
};
const site = (member: object) => ({ parameters: { site: { ...ENTRY.parameters.site, ...member } } });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'providers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Loads a catalog of the given files: strings as they are, objects as JSON. */
function load(files: Record<string, object | string>) {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return loadProviders(schemas, undefined, folder);
}

test('each file is a provider whose id is the file name', () => {
  const providers = load({ 'b-2.json': ENTRY, 'a.json': { ...ENTRY, name: 'A' } });
  expect(providers.all().map(({ id, name }) => [id, name])).toEqual([
    ['a', 'A'],
    ['b-2', 'Example'],
  ]);
  expect(providers.get('b-2')).toEqual({ id: 'b-2', ...ENTRY });
  expect(providers.get('b-2')).toBe(providers.all()[1]);
});

test('an unknown id has no provider, whatever its name', () => {
  const providers = load({ 'a.json': ENTRY, 'README.md': 'About' });
  expect(providers.all()).toHaveLength(1);
  expect(['b', '', '__proto__', 'constructor'].map((id) => providers.get(id))).toEqual(
    Array(4).fill(undefined),
  );
});

test('entries and the list are immutable', () => {
  const providers = load({ 'a.json': ENTRY });
  const provider = providers.get('a')!;
  expect(() => Object.assign(provider, { token_url: 'https://evil.test' })).toThrow(/^Cannot/);
  expect(() => Object.assign(provider.parameters!['site']!, { pattern: '.*' })).toThrow(/^Cannot/);
  expect(() => provider.grant_types!.push('password')).toThrow(/^Cannot/);
  expect(() => (providers.all() as unknown[]).pop()).toThrow(/^Cannot/);
});

describe('an invalid file fails the startup with the names of file and member:', () => {
  test.each<[string, object, string]>([
    ['an unknown member', { tokenUrl: 'x' }, '/tokenUrl'],
    ['a URL that is not http or https', { token_url: 'ftp://example.com/token' }, '/token_url'],
    ['a URL with a user', { token_url: 'https://me@example.com/token' }, '/token_url'],
    ['a URL with a fragment', { token_url: 'https://example.com/#token' }, '/token_url'],
    ['an unknown grant type', { grant_types: ['implicit'] }, '/grant_types/0'],
    ['an invalid date', { checked_on: 'today' }, '/checked_on'],
    ['a lifetime that is a string', { access_token_lifetime: '3600' }, '/access_token_lifetime'],
    ['a parameter that is not a string', { token_params: { expiring: 1 } }, '/token_params/expiring'],
    ['no token URL', { token_url: undefined }, '/token_url'],
    ['OAuth 1.0 without settings', { authentication_type: 'oauth1' }, '/oauth1 '],
    [
      'OAuth 1.0 whose token is not described',
      { authentication_type: 'oauth1', oauth1: {} },
      '/oauth1_token',
    ],
    [
      'OAuth 1.0 with a placeholder that is not declared',
      { authentication_type: 'oauth1', oauth1: { request_token_url: 'https://{dc}.example.com/' } },
      '/oauth1/request_token_url',
    ],
    ['an API key that is not described', { authentication_type: 'api_key' }, '/api_key'],
    [
      'no authorization URL although the grant type requires it',
      { authorization_url: undefined },
      '/authorization_url',
    ],
    [
      'no device authorization URL although the grant type requires it',
      { grant_types: ['device_code'] },
      '/device_authorization_url',
    ],
    ['a placeholder that is not declared', { base_uri: 'https://{dc}.example.com' }, '/base_uri'],
    ['a malformed placeholder', { base_uri: 'https://{a b}.example.com' }, '/base_uri'],
    [
      'a declared parameter that nothing uses',
      { parameters: { ...ENTRY.parameters, dc: ENTRY.parameters.site } },
      '/parameters/dc',
    ],
    ['a pattern that does not compile', site({ pattern: '^(a$' }), '/parameters/site/pattern'],
    ['a pattern without an end anchor', site({ pattern: '^[a-z]+' }), '/parameters/site/pattern'],
    ['an example that does not match', site({ example: 'Acme' }), '/parameters/site/example'],
  ])('%s', (_what, change, member) => {
    const broken = () => load({ 'fine.json': ENTRY, 'broken.json': { ...ENTRY, ...change } });
    expect(broken).toThrow('seeds/providers/broken.json: ');
    expect(broken).toThrow(member);
  });

  test.each(['/', '\\', '?', '#', '@', ':', '%', ' ', '.'])('a pattern that allows "%s"', (character) => {
    const pattern = `^[a-z${character === '\\' ? '\\\\' : character}]+$`;
    expect(() => load({ 'broken.json': { ...ENTRY, ...site({ pattern }) } })).toThrow(
      '/parameters/site/pattern',
    );
  });

  test('invalid JSON', () => {
    expect(() => load({ 'broken.json': '{"name": ' })).toThrow('seeds/providers/broken.json: ');
  });

  test('a file name that is not a valid id', () => {
    expect(() => load({ 'Big_Corp.json': ENTRY })).toThrow('seeds/providers/Big_Corp.json: ');
  });

  test('a folder instead of a file', () => {
    mkdirSync(join(folder, 'broken.json'));
    expect(() => load({})).toThrow('seeds/providers/broken.json: ');
  });
});
