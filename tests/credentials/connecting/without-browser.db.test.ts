import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
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

describe('connecting without a browser', () => {
  test('works with client credentials, without a refresh token', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, { grant_type: 'client_credentials' });
    const { status, body } = await startConnection(owner, id);
    expect(status).toBe(201);
    expect(body.data.attributes).toMatchObject({ state: 'connected', reason: null });
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-1');
  });

  test("works with the user's password, which is never stored", async () => {
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

  test('requires a username and password for the password grant, and rejects them for others', async () => {
    const at = await provider();
    const password = await makeCredential(owner, at, { grant_type: 'password' });
    expect((await startConnection(owner, password)).status).toBe(422);
    const client = await makeCredential(owner, at, { grant_type: 'client_credentials' });
    const { body } = await startConnection(owner, client, { username: 'ann' });
    expect(body.errors[0].source.pointer).toBe('/data/attributes/username');
  });
});

describe('a refresh token', () => {
  test('is required to connect', async () => {
    const at = await provider({ refreshTokens: false });
    const id = await makeCredential(owner, at, { grant_type: 'password' });
    const { status, body } = await startConnection(owner, id, { username: 'ann', password: 'right' });
    expect(status).toBe(422);
    expect(body.errors[0].code).toBe('refresh_token_missing');
    expect((await attributesOf(id)).state_reason).toContain('refresh token');
    // Tokens that are not stored are revoked.
    expect(at.revoked).toEqual(['access-1']);
  });

  test('that is missing is recorded once in the audit log', async () => {
    const at = await provider({ refreshTokens: false });
    const id = await makeCredential(owner, at);
    await connectInBrowser(app, owner, id);
    const log = `audit-events?filter[resource]=${id}&filter[action]=connections.finish`;
    const { data } = (await owner.get(log)).body;
    expect(data).toMatchObject([{ attributes: { details: { state: 'failed' } } }]);
    expect((await attributesOf(id)).state_reason).toContain('refresh token');
  });

  test('is not required if the provider issues tokens that do not expire', async () => {
    const at = await provider({ refreshTokens: false, expiresIn: undefined });
    const id = await connected(app, owner, at, { non_expiring_tokens: true });
    expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
      access_token: 'access-1',
      expires_at: null,
      expires_in: null,
    });
  });
});

describe('the token request', () => {
  test('has the client in the body if the credential says so, and then not in the header', async () => {
    const at = await provider({ clientIn: 'body' });
    await connected(app, owner, at, { client_authentication: 'body' });
    expect(at.requests.at(-1)!.authorization).toBeUndefined();
  });

  test('has only the client_id of a public client', async () => {
    const at = await provider({ clientSecret: null });
    await connected(app, owner, at, { client_secret: null });
    expect(at.requests.at(-1)!.form['client_id']).toBe('acme');
  });

  test('has no code_verifier if PKCE is turned off', async () => {
    const at = await provider();
    await connected(app, owner, at, { pkce: false });
    expect(at.requests.at(-1)!.form).not.toHaveProperty('code_verifier');
  });
});
