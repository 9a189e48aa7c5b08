import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../../src/errors.ts';
import { loadSchemas, SCHEMA_FOLDER } from '../../src/schema/index.ts';

const schemas = loadSchemas();

/** Every error as its pointer and detail. */
function faultsOf(schema: string, value: unknown): string[] {
  try {
    schemas.check(schema, value);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error, ...error.others].map(({ source, message }) => `${source?.pointer}: ${message}`);
  }
  return [];
}

const AT = '/data/attributes';
const REQUIRED: Record<string, object> = { 'oauth-app': { name: 'Acme' }, flow: { name: 'Acme' } };
const document = (type: string, attributes: object) => ({ data: { type, attributes } });

test.each([
  ['oauth-app', { name: '' }, `${AT}/name: name must not be empty.`],
  ['oauth-app', { name: 'x'.repeat(256) }, `${AT}/name: name must have at most 255 characters.`],
  ['oauth-app', { name: ' ' }, `${AT}/name: name must not be blank.`],
  ['oauth-app', { name: 1 }, `${AT}/name: name must be a string.`],
  ['oauth-app', { website_url: 1 }, `${AT}/website_url: website_url must be a string or null.`],
  ['oauth-app', { public: 'x' }, `${AT}/public: public must be true or false.`],
  ['oauth-app', { redirect_uris: [1] }, `${AT}/redirect_uris/0: Entry 1 of redirect_uris must be a string.`],
  ['oauth-app', { redirect_uris: {} }, `${AT}/redirect_uris: redirect_uris must be an array.`],
  [
    'oauth-app',
    { redirect_uris: ['https://a.example/', 'https://b.example/', 'https://a.example/'] },
    `${AT}/redirect_uris: redirect_uris must not contain duplicates: entries 1 and 3 are the same.`,
  ],
  ['oauth-app', { colour: 1 }, `${AT}/colour: attributes does not support the member "colour".`],
  [
    'oauth-app',
    { access_token_lifetime: 0 },
    `${AT}/access_token_lifetime: access_token_lifetime must be at least 60.`,
  ],
  [
    'flow',
    { target_url: 'x' },
    `${AT}/target_url: target_url must be an absolute URL, such as https://example.com/path.`,
  ],
  [
    'flow',
    { target_url: 'ftp://x.example/' },
    `${AT}/target_url: target_url must begin with http:// or https://.`,
  ],
  [
    'webhook-test',
    { body: '', headers: { 'a b': '' } },
    `${AT}/headers: headers has a member "a b" whose name must be a valid header name of at most 100 characters.`,
  ],
  ['oauth-client', { client_id: ' ', client_secret: 'x' }, `${AT}/client_id: client_id must not be blank.`],
  ['api-key', { name: '  ' }, `${AT}/name: name must not be blank.`],
  ['scope', { name: 'read.x', description: ' ' }, `${AT}/description: description must not be blank.`],
  [
    'scope',
    { name: 'manage.', description: 'x' },
    `${AT}/name: name must start and end with a letter or digit, contain only letters, digits, ., _, : and -, and have at most 100 characters.`,
  ],
])('%s: %j gets a readable error', (type, attributes, fault) => {
  const all = faultsOf(`${type}.create`, document(type, { ...REQUIRED[type], ...attributes }));
  expect(all.filter((text) => !text.includes('must have the member "relationships"'))).toEqual([fault]);
});

test('an error in an optional value does not suggest null', () => {
  const relationships = {
    flow: { data: { type: 'flow', id: 'x' } },
    credential: { data: { type: 'credential' } },
  };
  const attributes = { name: 'x', authentication: 'oauth2' };
  expect(faultsOf('webhook.create', { data: { type: 'webhook', attributes, relationships } })).toEqual([
    '/data/relationships/credential/data: data must have the member "id".',
  ]);
});

test('300,000 invalid entries are checked in linear time and reported as 50 errors', () => {
  const permissions = Array.from({ length: 300_000 }, () => ' ');
  const faults = faultsOf('role.create', document('role', { name: 'x', permissions }));
  expect(faults).toHaveLength(50);
}, 20_000);

test('very long names are not repeated', () => {
  const endless = 'x'.repeat(50_000);
  for (const attributes of [
    { name: 'x', [endless]: 1 },
    { name: 'x', graph: { [endless]: 1 } },
  ]) {
    const text = faultsOf('flow.create', document('flow', attributes)).join();
    expect([text.length > 0, text.length < 500]).toEqual([true, true]);
  }
});

test('every pattern of a request has an x-must that describes it', () => {
  const requests = readdirSync(SCHEMA_FOLDER).filter((file) => !/^(?:provider|sender|catalog)/.test(file));
  const silent = requests.flatMap((file) =>
    patternsIn(JSON.parse(readFileSync(new URL(file, SCHEMA_FOLDER), 'utf8')))
      .filter((schema) => typeof schema['x-must'] !== 'string')
      .map(({ pattern }) => `${file}: ${String(pattern)}`),
  );
  // This pattern is only in responses.
  expect(silent).toEqual(['error.json: ^[45]\\d\\d$']);
});

function patternsIn(node: unknown): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(patternsIn);
  return typeof (node as { pattern?: unknown }).pattern === 'string' ? [node as never, ...inside] : inside;
}
