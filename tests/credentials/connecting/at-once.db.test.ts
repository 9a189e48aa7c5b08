import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/behind-the-api.ts';
import {
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
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

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;

describe('at once', () => {
  test('by client credentials, for which no refresh token is needed', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, { grant_type: 'client_credentials' });
    const { status, body } = await startConnection(owner, id);
    expect(status).toBe(201);
    expect(body.data.attributes).toMatchObject({ state: 'connected', reason: null });
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-1');
  });

  test("by the user's password, which is stored nowhere", async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, { grant_type: 'password' });
    const wrong = await startConnection(owner, id, { username: 'ann', password: 'wr0ng-canary' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors[0]).toMatchObject({ code: 'connection_failed' });
    expect((await attributesOf(id)).state).toBe('error');

    const { status } = await startConnection(owner, id, { username: 'ann', password: 'right' });
    expect(status).toBe(201);
    expect((await attributesOf(id)).state).toBe('connected');
    expect(at.requests.at(-1)!.form).toMatchObject({ grant_type: 'password', username: 'ann' });
    for (const table of ['credentials', 'connections', 'connection_attempts', 'audit_events'])
      expect(JSON.stringify(await tablesOf(app)(table))).not.toMatch(/wr0ng-canary|"right"/);
  });

  test('the password grant takes a user name and a password, the others take none', async () => {
    const at = await provider();
    const password = await makeCredential(owner, at, { grant_type: 'password' });
    expect((await startConnection(owner, password)).status).toBe(422);
    const client = await makeCredential(owner, at, { grant_type: 'client_credentials' });
    const { body } = await startConnection(owner, client, { username: 'ann' });
    expect(body.errors[0].source.pointer).toBe('/data/attributes/username');
  });
});

describe('a refresh token', () => {
  test('must come with every connection', async () => {
    const at = await provider({ refreshTokens: false });
    const id = await makeCredential(owner, at, { grant_type: 'password' });
    const { status, body } = await startConnection(owner, id, { username: 'ann', password: 'right' });
    expect(status).toBe(422);
    expect(body.errors[0].code).toBe('refresh_token_missing');
    expect((await attributesOf(id)).state_reason).toContain('refresh token');
    // What was got and is not kept is revoked.
    expect(at.revoked).toEqual(['access-1']);
  });

  test('that is missing is told once, whoever connected', async () => {
    const at = await provider({ refreshTokens: false });
    const id = await makeCredential(owner, at);
    await connectInBrowser(app, owner, id);
    const log = `audit-events?filter[resource]=${id}&filter[action]=connections.finish`;
    const { data } = (await owner.get(log)).body;
    expect(data).toMatchObject([{ attributes: { details: { state: 'failed' } } }]);
    expect((await attributesOf(id)).state_reason).toContain('refresh token');
  });

  test('is not needed where the provider issues tokens that do not expire', async () => {
    const at = await provider({ refreshTokens: false, expiresIn: undefined });
    const id = await connected(app, owner, at, { non_expiring_tokens: true });
    expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
      access_token: 'access-1',
      expires_at: null,
      expires_in: null,
    });
  });
});

describe('the client at the provider', () => {
  test('is shown in the body where the credential says so, and never in both places', async () => {
    const at = await provider({ clientIn: 'body' });
    await connected(app, owner, at, { client_authentication: 'body' });
    expect(at.requests.at(-1)!.authorization).toBeUndefined();
  });

  test('may be public', async () => {
    const at = await provider({ clientSecret: null });
    await connected(app, owner, at, { client_secret: null });
    expect(at.requests.at(-1)!.form['client_id']).toBe('acme');
  });

  test('goes without PKCE where the provider cannot', async () => {
    const at = await provider();
    await connected(app, owner, at, { pkce: false });
    expect(at.requests.at(-1)!.form).not.toHaveProperty('code_verifier');
  });
});
