import { startApp, document, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import {
  agree,
  closeProviders,
  connected,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
  tokenOf,
} from '../support/credentials.ts';

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

describe('by authorization code', () => {
  test('a browser connects the account, with PKCE, and the credential keeps its id', async () => {
    const at = await provider({ scope: 'read' });
    const id = await makeCredential(owner, at);
    expect(await attributesOf(id)).toMatchObject({ state: 'pending', expires_at: null });

    const page = await connectInBrowser(app, owner, id);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Connected');

    expect(await attributesOf(id)).toMatchObject({
      state: 'connected',
      state_reason: null,
      granted_scopes: ['read'],
      obtained_at: expect.any(String),
      expires_at: expect.any(String),
    });
    const { relationships } = (await owner.get(`credentials/${id}`)).body.data;
    expect(relationships.connected_by.data).toEqual({ type: 'user', id: owner.userId });
    const [{ form, authorization }] = at.requests.filter(({ path }) => path === '/token') as [
      (typeof at.requests)[number],
    ];
    expect(form).toMatchObject({ grant_type: 'authorization_code', code_verifier: expect.any(String) });
    expect(form).not.toHaveProperty('client_secret');
    expect(authorization).toMatch(/^Basic /);
  });

  test('the authorization URL keeps its query, adds what was asked for, and its state is good once', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, {
      authorization_url: `${at.url}/authorize?audience=api`,
      authorization_params: { access_type: 'offline' },
      scope_separator: ',',
    });
    const { body } = await startConnection(owner, id);
    const url = new URL(body.data.attributes.authorization_url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      audience: 'api',
      access_type: 'offline',
      response_type: 'code',
      client_id: 'acme',
      scope: 'read,write',
      code_challenge_method: 'S256',
    });
    const query = await agree(url.href);
    expect((await app.request('GET', `/callback/oauth2${query}`)).status).toBe(200);
    const again = await app.request('GET', `/callback/oauth2${query}`);
    expect(again.status).toBe(400);
    expect(again.text).toContain('used already');
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(1);
  });

  test('the attempt tells how it went, and its URL is shown once', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body, headers } = await startConnection(owner, id);
    const address = headers['location']!;
    expect(address).toBe(body.data.links.self);
    const pending = (await owner.get(address)).body.data.attributes;
    expect(pending.state).toBe('pending');
    expect(pending).not.toHaveProperty('authorization_url');
    await app.request('GET', `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`);
    expect((await owner.get(address)).body.data.attributes).toMatchObject({
      state: 'connected',
      reason: null,
    });
  });

  test('an attempt that came back too late fails, and says so', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    await tablesOf(app)('connection_attempts').where({ id: body.data.id }).update({ expires_at: 1 });
    expect((await owner.get(body.data.links.self)).body.data.attributes.state).toBe('expired');
    const page = await app.request(
      'GET',
      `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`,
    );
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('too late') });
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(0);
  });

  test("the provider's refusal is told in words, on the page, with the attempt and the credential", async () => {
    const at = await provider({ deny: '<b>Not</b> "today"' });
    const id = await makeCredential(owner, at);
    const page = await connectInBrowser(app, owner, id);
    expect(page.status).toBe(400);
    expect(page.text).toContain('&lt;b&gt;Not&lt;/b&gt;');
    expect(await attributesOf(id)).toMatchObject({
      state: 'error',
      state_reason: expect.stringContaining('Access was denied'),
    });
  });

  test('a reconnection that fails leaves what was connected as it is', async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    at.options.deny = 'no';
    expect((await connectInBrowser(app, owner, id)).status).toBe(400);
    expect((await attributesOf(id)).state).toBe('connected');
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-1');
    delete at.options.deny;
    // Nor is anything revoked with which a provider might end the whole grant.
    at.options.refreshTokens = false;
    expect((await connectInBrowser(app, owner, id)).status).toBe(400);
    expect(at.revoked).toEqual([]);
    at.options.refreshTokens = true;
    expect((await connectInBrowser(app, owner, id)).status).toBe(200);
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-3');
  });

  test('a code is not redeemed for a credential that was changed since', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    await owner.patch(`credentials/${id}`, document('credential', { name: 'Another' }));
    const page = await app.request(
      'GET',
      `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`,
    );
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('was changed') });
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(0);
  });

  test('who started it must still be allowed to when the browser comes back', async () => {
    const at = await provider();
    const developer = await app.member(owner, 'developer');
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(developer, id);
    await owner.delete(`users/${developer.userId}`);
    const query = await agree(body.data.attributes.authorization_url);
    expect((await app.request('GET', `/callback/oauth2${query}`)).status).toBe(400);
    expect((await attributesOf(id)).state).toBe('pending');
  });

  test('and who may connect no more at that moment connects nothing', async () => {
    const at = await provider();
    const developer = await app.member(owner, 'developer');
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(developer, id);
    const { data } = (await owner.get('roles?page[size]=200')).body as {
      data: { id: string; attributes: { name: string } }[];
    };
    const viewer = data.find(({ attributes }) => attributes.name === 'viewer')!;
    await owner.patch(
      `users/${developer.userId}`,
      document('user', {}, { role: { type: 'role', id: viewer.id } }),
    );
    const query = await agree(body.data.attributes.authorization_url);
    const page = await app.request('GET', `/callback/oauth2${query}`);
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('tenants.credentials.edit') });
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(0);
  });

  test('of two browsers with one state at the same moment one connects', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    const query = await agree(body.data.attributes.authorization_url);
    const pages = await Promise.all(
      Array.from({ length: 10 }, () => app.request('GET', `/callback/oauth2${query}`)),
    );
    expect(pages.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(1);
  });

  test('an answer from another issuer than the one that was asked is refused (RFC 9207)', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, { issuer: at.url });
    const { body } = await startConnection(owner, id);
    const query = await agree(body.data.attributes.authorization_url);
    const page = await app.request('GET', `/callback/oauth2${query}&iss=https%3A%2F%2Fevil.example`);
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('another issuer') });
  });

  test.each(['', '?state=x', '?code=1', '?state=a&state=b', '?error=access_denied'])(
    'a callback %s that belongs to nothing is told so',
    async (query) => {
      const page = await app.request('GET', `/callback/oauth2${query}`);
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Nothing to connect') });
    },
  );
});

describe('the return URL', () => {
  const allowed = 'https://console.acme.example/done?tab=accounts';

  test('must be one that the tenant has allowed, exactly', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [allowed] }));
    for (const return_url of [
      'https://evil.example',
      `${allowed}&x=1`,
      'https://console.acme.example/done',
    ]) {
      const { status, body } = await startConnection(owner, id, { return_url });
      expect(status).toBe(422);
      expect(body.errors[0]).toMatchObject({
        code: 'return_url_not_allowed',
        source: { pointer: '/data/attributes/return_url' },
      });
    }
  });

  test('gets the browser back, with how it went', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [allowed] }));
    const { body } = await startConnection(owner, id, { return_url: allowed });
    const query = await agree(body.data.attributes.authorization_url);
    const { status, headers } = await app.request('GET', `/callback/oauth2${query}`);
    expect(status).toBe(303);
    const url = new URL(headers['location']!);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tab: 'accounts',
      credential_id: id,
      connection_id: body.data.id,
      connection_state: 'connected',
    });
  });

  test.each(['javascript:alert(1)', '/relative', 'https://u:p@x.example', 'https://x.example/#f'])(
    'cannot be %s',
    async (url) => {
      const { status, body } = await owner.patch(
        `/v2/tenants/${owner.tenantId}`,
        document('tenant', { return_urls: ['https://ok.example', url] }),
      );
      expect(status).toBe(422);
      expect(body.errors[0].source.pointer).toBe('/data/attributes/return_urls/1');
    },
  );
});

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

test('disconnecting forgets the tokens and revokes them at the provider', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect(at.revoked).toEqual([expect.stringMatching(/^refresh-1-/)]);
  expect(await attributesOf(id)).toMatchObject({ state: 'pending', expires_at: null });
  expect((await tokenOf(owner, id)).body.errors[0].code).toBe('credential_not_connected');
});

test('what is connected while an earlier connection is being revoked stays', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  let again: Promise<unknown> | undefined;
  at.options.revoking = async () => {
    again ??= connectInBrowser(app, owner, id);
    await again;
  };
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect(at.revoked).toEqual([expect.stringMatching(/^refresh-1-/)]);
  expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-2');
});

test('a token that carries claims of any depth ends the attempt with a reason, on a page', async () => {
  const claims = `{"iss":${'['.repeat(22_000)}${']'.repeat(22_000)}}`;
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const at = await provider({ idToken: `${encode('{"alg":"RS256"}')}.${encode(claims)}.c2ln` });
  const id = await makeCredential(owner, at, {
    config_services: { user_id_mapper: { type: 'jsonata', expression: 'id_token.iss' } },
  });
  const { status, headers, text } = await connectInBrowser(app, owner, id);
  expect(status).toBe(400);
  expect(headers['content-type']).toMatch(/^text\/html/);
  expect(text).toContain('user id mapper service failed');
  expect((await attributesOf(id)).state).toBe('error');
});

test.each([
  ['an issuer that is no text', { issuer: [[1]] }],
  ['an address with a NUL', { token_endpoint: 'https://x.example/\0' }],
  ['an address that is not ASCII', { authorization_endpoint: 'https://x.example/\ud800' }],
])('a discovery document with %s is not taken at its word', async (_, members) => {
  const at = await provider({ metadata: members });
  const attributes = { name: 'x', client_id: 'acme', issuer: at.url };
  const { status, body } = await owner.post('credentials', document('credential', attributes));
  if (status === 201) expect(JSON.stringify(body.data.attributes)).not.toMatch(/\\u0000|\\ud800/);
  else expect(status).toBe(422);
});

test('an issuer is enough: its discovery document fills the URLs that are not given', async () => {
  const at = await provider();
  const { body } = await owner.post(
    'credentials',
    document('credential', { name: 'x', client_id: 'acme', client_secret: 's3cret', issuer: at.url }),
  );
  expect(body.data.attributes).toMatchObject({
    authorization_url: `${at.url}/authorize`,
    token_url: `${at.url}/token`,
    revocation_url: `${at.url}/revoke`,
    userinfo_url: `${at.url}/userinfo`,
  });
  expect((await connectInBrowser(app, owner, body.data.id)).status).toBe(200);
});

test('config services run on connecting: the user id is kept and filtered by, a failure names the service', async () => {
  const at = await provider({ extra: { team: { id: 'T1' } } });
  const mapper = (expression: string) => ({
    config_services: {
      token_validation: { type: 'userinfo', url: `${at.url}/userinfo` },
      user_id_mapper: { type: 'jsonata', expression },
    },
  });
  const id = await connected(app, owner, at, mapper('token.team.id & "/" & userinfo.sub'));
  expect((await attributesOf(id)).external_user_id).toBe('T1/user-7');
  const { body } = await owner.get('credentials?filter[external_user_id]=T1%2Fuser-7');
  expect(body.data.map((one: { id: string }) => one.id)).toEqual([id]);

  const failing = await makeCredential(owner, at, {
    ...mapper('userinfo'),
    grant_type: 'client_credentials',
  });
  const refused = await startConnection(owner, failing);
  expect(refused.status).toBe(422);
  expect(refused.body.errors[0]).toMatchObject({
    code: 'user_id_mapping_failed',
    meta: { service: 'user_id_mapper' },
  });
});
