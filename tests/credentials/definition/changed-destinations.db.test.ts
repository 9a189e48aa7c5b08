import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
import {
  closeProviders,
  connected,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  tokenOf,
} from '../../support/credentials.ts';

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

const THIRD = { url: 'https://third.example' };

const change = (id: string, attributes: object, by = owner) =>
  by.patch(`credentials/${id}`, document('credential', attributes));

describe('changing', () => {
  test.each<[string, object]>([
    ['token_url', { token_url: 'https://evil.example/token' }],
    ['revocation_url', { revocation_url: 'https://evil.example/revoke' }],
    ['introspection_url', { introspection_url: 'https://evil.example/i' }],
    ['parameters', { parameters: { a: 'b' } }],
    [
      'config_services',
      { config_services: { token_validation: { type: 'introspection', url: 'https://evil.example/i' } } },
    ],
  ])('the %s requires the client secret again', async (name, attributes) => {
    const id = await makeCredential(owner, THIRD);
    const { status, body } = await change(id, attributes);
    expect(status).toBe(422);
    expect(body.errors[0].source.pointer).toBe(`/data/attributes/${name}`);
    expect((await change(id, { ...attributes, client_secret: 'again' })).status).toBe(200);
  });

  test.each<[string, object]>([
    ['token_url', { token_url: 'https://evil.example/token', client_secret: 'x' }],
    ['base_uri', { base_uri: 'https://evil.example' }],
    ['client_id', { client_id: 'another' }],
    ['grant_type', { grant_type: 'client_credentials' }],
  ])('the %s deletes the tokens and requires reauthorization', async (_, attributes) => {
    const at = await provider();
    const id = await connected(app, owner, at);
    expect((await change(id, attributes)).body.data.attributes.state).toBe('needs_reauthorization');
    expect((await tokenOf(owner, id)).body.errors[0].code).toBe('credential_needs_reauthorization');
    const [row] = await tablesOf(app)('connections').where({ credential_id: id });
    expect(row).toMatchObject({ access: null, refresh_token: null });
  });

  test.each<[string, object]>([
    ['userinfo URL', { userinfo_url: 'https://evil.example/me' }],
    [
      'token validation',
      { config_services: { token_validation: { type: 'userinfo', url: 'https://evil.example' } } },
    ],
    ['base URI', { base_uri: 'https://evil.example' }],
    ['revocation URL', { revocation_url: 'https://evil.example/revoke', client_secret: 's3cret' }],
  ])('the %s requires permission to use the tokens', async (_, attributes) => {
    const developer = await app.member(owner, 'developer');
    const id = await makeCredential(owner, await provider());
    const { status, body } = await developer.patch(`credentials/${id}`, document('credential', attributes));
    expect(status).toBe(403);
    expect(body.errors[0].meta.permission).toBe('tenants.credentials.use');
    expect((await developer.patch(`credentials/${id}`, document('credential', { name: 'new' }))).status).toBe(
      200,
    );
  });

  test.each(['private_key_jwt', 'tls_client_auth'])(
    'the client authentication from %s requires the client secret again, which is a private key',
    async (before) => {
      const id = await makeCredential(owner, THIRD, { client_authentication: before });
      for (const after of ['body', 'client_secret_jwt', null]) {
        const { status, body } = await change(id, { client_authentication: after });
        const { pointer } = body.errors[0].source;
        expect([status, pointer]).toEqual([422, '/data/attributes/client_authentication']);
      }
    },
  );

  test('only the client secret keeps the connection', async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    expect((await change(id, { client_secret: 'rotated' })).body.data.attributes.state).toBe('connected');
    expect((await tokenOf(owner, id)).status).toBe(200);
  });
});
