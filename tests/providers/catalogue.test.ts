import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadProviders } from '../../src/providers/index.ts';
import { loadSchemas } from '../../src/schema/index.ts';

const schemas = loadSchemas();
const ENTRY = {
  name: 'Example',
  documentation_url: 'https://docs.example.com/oauth',
  checked_on: '2026-01-31',
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

/** Loads a catalogue of the given files: texts as they are, objects as JSON. */
function load(files: Record<string, object | string>) {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return loadProviders(schemas, pathToFileURL(`${folder}/`));
}

test('each file is a provider, whose id is the name of the file', () => {
  const providers = load({ 'b-2.json': ENTRY, 'a.json': { ...ENTRY, name: 'A' } });
  expect(providers.all().map(({ id, name }) => [id, name])).toEqual([
    ['a', 'A'],
    ['b-2', 'Example'],
  ]);
  expect(providers.get('b-2')).toEqual({ id: 'b-2', ...ENTRY });
  expect(providers.get('b-2')).toBe(providers.all()[1]);
});

test('what is no entry is not there, whatever its name', () => {
  const providers = load({ 'a.json': ENTRY, 'README.md': 'About' });
  expect(providers.all()).toHaveLength(1);
  expect(['b', '', '__proto__', 'constructor'].map((id) => providers.get(id))).toEqual(
    Array(4).fill(undefined),
  );
});

test('nobody can change an entry, or the list', () => {
  const providers = load({ 'a.json': ENTRY });
  const provider = providers.get('a')!;
  expect(() => Object.assign(provider, { token_url: 'https://evil.test' })).toThrow(/^Cannot/);
  expect(() => Object.assign(provider.parameters!['site']!, { pattern: '.*' })).toThrow(/^Cannot/);
  expect(() => provider.grant_types.push('password')).toThrow(/^Cannot/);
  expect(() => (providers.all() as unknown[]).pop()).toThrow(/^Cannot/);
});

describe('a bad file stops the start, naming the file and the member', () => {
  test.each<[string, object, string]>([
    ['a member that nobody knows', { tokenUrl: 'x' }, '/tokenUrl'],
    ['an address without TLS', { token_url: 'http://example.com/token' }, '/token_url'],
    ['an address with a user', { token_url: 'https://me@example.com/token' }, '/token_url'],
    ['an address with a fragment', { token_url: 'https://example.com/#token' }, '/token_url'],
    ['a grant that is none', { grant_types: ['implicit'] }, '/grant_types/0'],
    ['a date that is none', { checked_on: 'today' }, '/checked_on'],
    ['a lifetime that is a text', { access_token_lifetime: '3600' }, '/access_token_lifetime'],
    ['a parameter that is no text', { token_params: { expiring: 1 } }, '/token_params/expiring'],
    ['no token URL', { token_url: undefined }, '"token_url"'],
    [
      'no authorization URL, though the grant needs it',
      { authorization_url: undefined },
      '/authorization_url',
    ],
    ['a placeholder that is not declared', { base_uri: 'https://{dc}.example.com' }, '/base_uri'],
    ['a placeholder of a strange form', { base_uri: 'https://{a b}.example.com' }, '/base_uri'],
    [
      'a declared parameter that stands nowhere',
      { parameters: { ...ENTRY.parameters, dc: ENTRY.parameters.site } },
      '/parameters/dc',
    ],
    ['a pattern that is no expression', site({ pattern: '^(a$' }), '/parameters/site/pattern'],
    ['a pattern that has no end', site({ pattern: '^[a-z]+' }), '/parameters/site/pattern'],
    ['an example that does not match', site({ example: 'Acme' }), '/parameters/site/example'],
  ])('%s', (_what, change, member) => {
    const broken = () => load({ 'fine.json': ENTRY, 'broken.json': { ...ENTRY, ...change } });
    expect(broken).toThrow('seeds/providers/broken.json: ');
    expect(broken).toThrow(member);
  });

  test.each(['/', '\\', '?', '#', '@', ':', '%', ' ', '.'])('a pattern that admits "%s"', (character) => {
    const pattern = `^[a-z${character === '\\' ? '\\\\' : character}]+$`;
    expect(() => load({ 'broken.json': { ...ENTRY, ...site({ pattern }) } })).toThrow(
      '/parameters/site/pattern',
    );
  });

  test('JSON that is none', () => {
    expect(() => load({ 'broken.json': '{"name": ' })).toThrow('seeds/providers/broken.json: ');
  });

  test('a name that can be no id', () => {
    expect(() => load({ 'Big_Corp.json': ENTRY })).toThrow('seeds/providers/Big_Corp.json: ');
  });

  test('a folder in place of a file', () => {
    mkdirSync(join(folder, 'broken.json'));
    expect(() => load({})).toThrow('seeds/providers/broken.json: ');
  });
});
