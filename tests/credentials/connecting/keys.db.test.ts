import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { startConnection, tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

/** Creates a credential. @returns its ID */
async function make(authentication_type: string, attributes: object = {}): Promise<string> {
  const { body } = await owner.post(
    'credentials',
    document('credential', { name: 'An account', authentication_type, ...attributes }),
  );
  return body.data.id as string;
}

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;

test('an API key is stored encrypted and returned like an access token', async () => {
  const id = await make('api_key', { base_uri: 'https://api.third.example' });
  expect((await tokenOf(owner, id)).status).toBe(409);
  const connected = await startConnection(owner, id, { api_key: 'sk-123-secret' });
  expect([connected.status, connected.body.data.attributes.state]).toEqual([201, 'connected']);
  expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
    access_token: 'sk-123-secret',
    token_type: 'api_key',
    expires_at: null,
    base_uri: 'https://api.third.example',
  });
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', authentication_type: 'api_key' });
  const row = await tablesOf(app)('connections').where({ credential_id: id }).first();
  expect(JSON.stringify([row, await attributesOf(id), connected.body])).not.toContain('sk-123-secret');
  expect(app.logged()).not.toContain('sk-123-secret');
});

test('a username and password are returned as HTTP Basic sends them', async () => {
  const id = await make('basic');
  await startConnection(owner, id, { username: 'AC1', password: 'pä:ss' });
  const { access_token, token_type } = (await tokenOf(owner, id)).body.data.attributes;
  expect([token_type, Buffer.from(access_token, 'base64').toString()]).toEqual(['Basic', 'AC1:pä:ss']);
});

test('a new key replaces the old one', async () => {
  const id = await make('api_key');
  await startConnection(owner, id, { api_key: 'one' });
  await startConnection(owner, id, { api_key: 'two' });
  expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('two');
});

test('a key is not refreshed, but asking for it is no error', async () => {
  const id = await make('api_key');
  await startConnection(owner, id, { api_key: 'one' });
  expect((await owner.post(`credentials/${id}/refreshes`)).status).toBe(200);
  expect(await attributesOf(id)).toMatchObject({ state: 'connected', state_reason: null });
  expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('one');
});

test('a credential whose authentication type changes must be connected again', async () => {
  const id = await make('api_key');
  await startConnection(owner, id, { api_key: 'one' });
  const { status } = await owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { authentication_type: 'basic' } },
  });
  expect([status, (await tokenOf(owner, id)).status]).toEqual([200, 409]);
});

test.each<[string, object, string]>([
  ['api_key', {}, '/data'],
  ['api_key', { username: 'a', password: 'b' }, '/data/attributes/username'],
  ['api_key', { api_key: 'a', password: 'b' }, '/data/attributes/password'],
  ['api_key', { api_key: 'a', return_url: 'https://acme.example' }, '/data/attributes/return_url'],
  ['api_key', { api_key: 'a\r\nX-Evil: 1' }, '/data/attributes/api_key'],
  ['basic', { username: 'a' }, '/data'],
  ['basic', { api_key: 'a' }, '/data/attributes/api_key'],
  ['basic', { username: 'a:b', password: 'c' }, '/data/attributes/username'],
])('with the authentication type %s, %j is refused', async (type, given, pointer) => {
  const { status, body } = await startConnection(owner, await make(type), given);
  const pointers = body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer);
  expect([status, pointers]).toEqual([422, expect.arrayContaining([pointer])]);
});

test('OAuth credentials take no API key', async () => {
  const id = await make('oauth2', { grant_type: 'client_credentials' });
  const { status, body } = await startConnection(owner, id, { api_key: 'a' });
  expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/api_key']);
});

test("a missing parameter of the provider's URL is named", async () => {
  const id = await make('api_key', { base_uri: 'https://{site}.third.example' });
  const { status, body } = await startConnection(owner, id, { api_key: 'a' });
  expect([status, body.errors[0].meta.missing]).toEqual([409, ['parameters.site']]);
});
