import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const migrate = (attributes: object, by = owner): Promise<Answer> =>
  by.post('descriptor-migrations', document('descriptor-migration', attributes));

const LEGACY = `{
  "title": "Pizza Van",
  "envVars": {
    "PIZZAVAN_KEY": { "title": "Key", "required": true },
    "PIZZAVAN_SECRET": { "title": "Secret", "required": true }
  }
}
`;
const URIS = { auth_uri: 'https://pizzavan.example/authorize', token_uri: 'https://pizzavan.example/token' };

test('a legacy file gets an oauth2 block in its own layout, and nothing is stored', async () => {
  const { status, body } = await migrate({ text: LEGACY, ...URIS });
  expect(status).toBe(200);
  const { outcome, text, changes, missing } = body.data.attributes;
  expect([outcome, missing]).toEqual(['migrated', []]);
  expect(JSON.parse(text)).toEqual({
    ...JSON.parse(LEGACY),
    credentials: {
      oauth2: { client_id: '{{PIZZAVAN_KEY}}', client_secret: '{{PIZZAVAN_SECRET}}', ...URIS },
      useOAuthClient: true,
    },
  });
  expect(text).toContain('"PIZZAVAN_KEY": { "title": "Key", "required": true },');
  expect(changes).toContainEqual({ pointer: '/credentials/useOAuthClient', value: true });
  expect((await owner.get('components?filter[access]=tenant')).body.meta.total).toBe(0);
  const again = (await migrate({ text })).body.data.attributes;
  expect([again.outcome, again.text]).toEqual(['unchanged', null]);
});

test('missing values are listed, and no text is returned', async () => {
  const { attributes } = (await migrate({ text: LEGACY })).body.data;
  expect(attributes).toMatchObject({
    outcome: 'incomplete',
    text: null,
    missing: ['auth_uri', 'token_uri'],
  });
});

test('a finding that needs a decision has its line', async () => {
  const text = LEGACY.replace('"envVars"', '"useOAuthClient": "yes",\n  "envVars"');
  const { outcome, findings } = (await migrate({ text, ...URIS })).body.data.attributes;
  expect(outcome).toBe('undecided');
  expect(findings).toMatchObject([{ line: 3, pointer: '/useOAuthClient' }]);
});

test.each<[string, object, string, string]>([
  [
    'text that is not JSON',
    { text: '{\n  "title" "x"\n}' },
    'descriptor_invalid /data/attributes/text',
    'Line 2, column 11',
  ],
  ['an array', { text: '[]' }, 'descriptor_invalid /data/attributes/text', 'Line 1'],
  [
    'an invalid URL',
    { text: LEGACY, auth_uri: 'javascript:alert(1)' },
    'validation_failed /data/attributes/auth_uri',
    'https',
  ],
])('%s is rejected with a pointer', async (_what, attributes, where, expected) => {
  const { status, body } = await migrate(attributes);
  const [{ code, source, detail }] = body.errors;
  expect([status, `${code} ${source.pointer}`]).toEqual([422, where]);
  expect(detail).toContain(expected);
});
