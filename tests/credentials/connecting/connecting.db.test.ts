import { startApp, document, type Caller, type TestApp } from '../../support/app.ts';
import { tablesOf } from '../../support/direct-database.ts';
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
} from '../../support/credentials.ts';
import type { Provider } from '../../support/providers/provider.mjs';

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

describe('the authorization code grant', () => {
  test('an account is connected in the browser, with PKCE, and the credential keeps its id', async () => {
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

  test('an attempt is pending while its code is redeemed, and failed if that takes too long', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    const attempt = async () => (await owner.get(body.data.links.self)).body.data.attributes;
    const query = await agree(body.data.attributes.authorization_url);
    const held = at.hold();
    const page = app.request('GET', `/callback/oauth2${query}`);
    await held.arrived;
    expect(await attempt()).toMatchObject({ state: 'pending', reason: null, reason_code: null });
    const row = tablesOf(app)('connection_attempts').where({ id: body.data.id });
    const { updated_at } = await row.clone().first('updated_at');
    await row.clone().update({ updated_at: Number(updated_at) - 301_000 });
    expect(await attempt()).toMatchObject({ state: 'failed', reason_code: 'internal_error' });
    held.release();
    await page;
    expect(await attempt()).toMatchObject({ state: 'connected', reason: null, reason_code: null });
  });

  test('the authorization URL keeps its query and adds parameters, and its state works once', async () => {
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
    expect(again.status).toBe(200);
    expect(again.text).toContain('The account is connected.');
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(1);
  });

  test.each<[string, string, Record<string, string>]>([
    ['HEAD', 'HEAD', {}],
    ['a prefetch', 'GET', { 'Sec-Purpose': 'prefetch' }],
    ['a prerender', 'GET', { 'Sec-Purpose': 'prefetch;prerender' }],
    ["an older browser's prefetch", 'GET', { Purpose: 'prefetch' }],
  ])('%s does not use up the state', async (_, method, headers) => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    const path = `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`;
    const look = await app.request(method, path, { headers });
    expect(look.text ?? '').not.toContain('connected');
    expect(look.headers['cache-control']).toContain('no-store');
    expect(at.requests.filter((request) => request.path === '/token')).toEqual([]);
    expect((await app.request('GET', path)).text).toContain('The account is connected.');
  });

  describe('a callback that is loaded again', () => {
    const RETURN_URL = 'https://console.acme.example/done';

    /** Loads the callback of an attempt, makes another attempt with the opposite outcome, and loads it again. */
    async function loadTwice(outcome: 'connected' | 'failed', attributes: object = {}) {
      const at = await provider();
      const id = await makeCredential(owner, at);
      const allowed = document('tenant', { return_urls: [RETURN_URL] });
      expect((await owner.patch(`/v2/tenants/${owner.tenantId}`, allowed)).status).toBe(200);
      const { body } = await startConnection(owner, id, attributes);
      if (outcome === 'failed') at.options.deny = 'no';
      const path = `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`;
      const load = async () => {
        const { status, headers, text } = await app.request('GET', path);
        return { status, location: headers['location'], text: /<p>([^<]*)/.exec(text)?.[1] };
      };
      const first = await load();
      at.options.deny = outcome === 'failed' ? '' : 'no';
      expect((await connectInBrowser(app, owner, id)).status).toBe(outcome === 'failed' ? 200 : 400);
      return { attempt: body.data.id as string, first, second: await load() };
    }

    test.each([
      ['connected', 200, 'The account is connected.'],
      ['failed', 400, 'Access was denied'],
    ] as const)('shows the outcome of its own attempt again: %s', async (outcome, status, text) => {
      const { first, second } = await loadTwice(outcome);
      expect(first).toEqual({ status, location: undefined, text: expect.stringContaining(text) });
      expect(second).toEqual(first);
    });

    test.each(['connected', 'failed'] as const)(
      'leads back to the return URL with that outcome again: %s',
      async (outcome) => {
        const { attempt, first, second } = await loadTwice(outcome, { return_url: RETURN_URL });
        const { origin, pathname, searchParams } = new URL(first.location!);
        expect([first.status, origin + pathname]).toEqual([303, RETURN_URL]);
        expect(Object.fromEntries(searchParams)).toMatchObject({
          connection_id: attempt,
          connection_state: outcome,
        });
        expect(second).toEqual(first);
      },
    );
  });

  test('concurrent callbacks redeem the code once, and all show the outcome', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    for (let turn = 0; turn < 5; turn += 1) {
      const { body } = await startConnection(owner, id);
      const path = `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`;
      const pages = await Promise.all(Array.from({ length: 5 }, () => app.request('GET', path)));
      expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(at.requests.filter((request) => request.path === '/token')).toHaveLength(turn + 1);
    }
  });

  test('an empty error parameter is not an error', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    const query = await agree(body.data.attributes.authorization_url);
    expect((await app.request('GET', `/callback/oauth2${query}&error=`)).status).toBe(200);
  });

  test('the attempt shows its outcome, and its authorization URL is shown only once', async () => {
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

  test('an attempt whose callback comes too late fails and says so', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    await tablesOf(app)('connection_attempts').where({ id: body.data.id }).update({ expires_at: 1 });
    expect((await owner.get(body.data.links.self)).body.data.attributes.state).toBe('expired');
    const page = await app.request(
      'GET',
      `/callback/oauth2${await agree(body.data.attributes.authorization_url)}`,
    );
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('took too long') });
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(0);
  });

  test("the provider's refusal is shown on the page, escaped, and on the credential", async () => {
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

  test('a failed reconnection keeps the existing connection', async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    at.options.deny = 'no';
    expect((await connectInBrowser(app, owner, id)).status).toBe(400);
    expect((await attributesOf(id)).state).toBe('connected');
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-1');
    delete at.options.deny;
    // Nothing is revoked either, because a provider might revoke the whole grant.
    at.options.refreshTokens = false;
    expect((await connectInBrowser(app, owner, id)).status).toBe(400);
    expect(at.revoked).toEqual([]);
    at.options.refreshTokens = true;
    expect((await connectInBrowser(app, owner, id)).status).toBe(200);
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-3');
  });

  test('a code is not redeemed if the credential has changed since the attempt started', async () => {
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

  /** The API also reports that the attempt failed. */
  async function expectStoredFailure(credential: string, attempt: string, reason: string): Promise<void> {
    const { body } = await owner.get(`credentials/${credential}/connections/${attempt}`);
    expect(body.data.attributes).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining(reason),
    });
  }

  test('the callback fails if the user who started the attempt was deleted', async () => {
    const at = await provider();
    const developer = await app.member(owner, 'developer');
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(developer, id);
    await owner.delete(`users/${developer.userId}`);
    const query = await agree(body.data.attributes.authorization_url);
    const page = await app.request('GET', `/callback/oauth2${query}`);
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('no longer a member') });
    expect((await attributesOf(id)).state).toBe('pending');
    await expectStoredFailure(id, body.data.id, 'no longer a member');
  });

  test('the callback fails if the user who started the attempt has lost the permission', async () => {
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
    await expectStoredFailure(id, body.data.id, 'tenants.credentials.edit');
    // Not even if the user gets the permission again.
    const developers = data.find(({ attributes }) => attributes.name === 'developer')!;
    await owner.patch(
      `users/${developer.userId}`,
      document('user', {}, { role: { type: 'role', id: developers.id } }),
    );
    expect((await app.request('GET', `/callback/oauth2${query}`)).status).toBe(400);
    expect(at.requests.filter(({ path }) => path === '/token')).toHaveLength(0);
  });

  test('a callback with a different issuer is rejected (RFC 9207)', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at, { issuer: at.url });
    const { body } = await startConnection(owner, id);
    const query = await agree(body.data.attributes.authorization_url);
    const page = await app.request('GET', `/callback/oauth2${query}&iss=https%3A%2F%2Fevil.example`);
    expect(page).toMatchObject({
      status: 400,
      text: expect.stringContaining('redirect does not match the credential'),
    });
  });

  test('a callback may repeat only parameters that are not read', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const { body } = await startConnection(owner, id);
    const query = await agree(body.data.attributes.authorization_url);
    for (const read of ['code=x', 'state=x', 'iss=x&iss=x', 'error=&error=']) {
      const page = await app.request('GET', `/callback/oauth2${query}&${read}`);
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Invalid link') });
    }
    const page = await app.request('GET', `/callback/oauth2${query}&scope=a&scope=b&x=1&x=2`);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Connected') });
  });

  /** Connects while these tables are missing, from before the provider returns tokens. */
  async function connectWithout(tables: string[], id: string, at: Provider): Promise<void> {
    const held = at.hold();
    const page = connectInBrowser(app, owner, id);
    await held.arrived;
    const sql = tablesOf(app);
    for (const table of tables) await sql.schema.renameTable(table, `${table}_away`);
    held.release();
    const { status } = await page;
    for (const table of tables) await sql.schema.renameTable(`${table}_away`, table);
    expect(status).toBe(400);
    expect(app.logged()).toContain('could not store why connecting an account failed');
  }

  test.each([
    ['the attempt', ['connection_attempts']],
    ['the attempt nor the state of the credential', ['connection_attempts', 'connections']],
  ])('tokens are revoked if neither they nor %s can be stored', async (_what, tables) => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    await connectWithout(tables, id, at);
    expect(at.revoked).toEqual([expect.stringMatching(/^refresh-1-/)]);
  });

  test('tokens that cannot be stored are not revoked if the account is connected', async () => {
    const at = await provider();
    const id = await connected(app, owner, at);
    await connectWithout(['connection_attempts', 'connections'], id, at);
    expect(at.revoked).toEqual([]);
    expect((await tokenOf(owner, id)).body.data.attributes.access_token).toBe('access-1');
  });

  test.each(['', '?state=x', '?code=1', '?state=a&state=b', '?error=access_denied'])(
    'a callback "%s" that belongs to no attempt is reported as an invalid link',
    async (query) => {
      const page = await app.request('GET', `/callback/oauth2${query}`);
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Invalid link') });
    },
  );
});

test('disconnecting deletes the tokens and revokes them at the provider', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  expect((await owner.delete(`credentials/${id}/connections`)).status).toBe(204);
  expect(at.revoked).toEqual([expect.stringMatching(/^refresh-1-/)]);
  expect(await attributesOf(id)).toMatchObject({ state: 'pending', expires_at: null });
  expect((await tokenOf(owner, id)).body.errors[0].code).toBe('credential_not_connected');
});

test('a connection made while the previous one is being revoked is kept', async () => {
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

test('an ID token with deeply nested claims fails the attempt with a reason on the page', async () => {
  const claims = `{"iss":${'['.repeat(22_000)}${']'.repeat(22_000)}}`;
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const at = await provider({ idToken: `${encode('{"alg":"RS256"}')}.${encode(claims)}.c2ln` });
  const id = await makeCredential(owner, at, {
    config_services: { user_id_mapper: { type: 'jsonata', expression: 'id_token.iss' } },
  });
  const { status, headers, text } = await connectInBrowser(app, owner, id);
  expect(status).toBe(400);
  expect(headers['content-type']).toMatch(/^text\/html/);
  expect(text).toContain('user ID mapper service failed');
  expect((await attributesOf(id)).state).toBe('error');
});

test.each<[string, (issuer: string) => unknown]>([
  ['another URL', (issuer) => `${issuer}/`],
  ['an array with the issuer', (issuer) => [issuer]],
  ['a nested array', () => [[1]]],
  ['missing', () => undefined],
])('a discovery document whose issuer is %s is rejected', async (_, issuerOf) => {
  const at = await provider();
  at.options.metadata = { issuer: issuerOf(at.url) };
  const attributes = { name: 'x', client_id: 'acme', issuer: at.url };
  const { status, body } = await owner.post('credentials', document('credential', attributes));
  expect(status).toBe(422);
  expect(body.errors).toMatchObject([
    {
      code: 'validation_failed',
      detail: expect.stringMatching(/(names a different|has no) issuer/),
      source: { pointer: '/data/attributes/issuer' },
    },
  ]);
});

test.each<[string, Record<string, unknown>, string]>([
  ['with a NUL', { token_endpoint: 'https://x.example/\0' }, 'token_url'],
  ['that is not ASCII', { authorization_endpoint: 'https://x.example/\ud800' }, 'authorization_url'],
  ['that is not a string', { jwks_uri: ['https://x.example/'] }, 'jwks_url'],
])('a URL %s in a discovery document is ignored, and the others are used', async (_, metadata, name) => {
  const at = await provider({ metadata });
  const attributes = { name: 'x', client_id: 'acme', issuer: at.url };
  const { status, body } = await owner.post('credentials', document('credential', attributes));
  expect(status).toBe(201);
  expect(body.data.attributes).toMatchObject({ userinfo_url: `${at.url}/userinfo`, [name]: null });
});

test('an issuer is enough: its discovery document provides the missing URLs', async () => {
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

test('a client with a certificate uses the URLs that the issuer has for it', async () => {
  const token_endpoint = 'https://mtls.example/token';
  const at = await provider({ metadata: { mtls_endpoint_aliases: { token_endpoint } } });
  const made = async (attributes: object) => {
    const named = { name: 'x', client_id: 'acme', client_secret: 's3cret', issuer: at.url, ...attributes };
    return (await owner.post('credentials', document('credential', named))).body.data;
  };
  const { id, attributes } = await made({ client_authentication: 'tls_client_auth' });
  expect(attributes).toMatchObject({ token_url: token_endpoint, revocation_url: `${at.url}/revoke` });
  // Also when the issuer is set again, without the client authentication.
  const again = await owner.patch(`credentials/${id}`, document('credential', { issuer: at.url }));
  expect(again.body.data.attributes.token_url).toBe(token_endpoint);
  expect((await made({})).attributes.token_url).toBe(`${at.url}/token`);
});

test('config services run when connecting: the user id is stored, a failure names the service', async () => {
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
