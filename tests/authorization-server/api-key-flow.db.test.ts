import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  basicOf,
  givePassword,
  introspect,
  locationOf,
  registerApp,
  sendForm,
  signedInVisitor,
  visitor,
  type RegisteredApp,
} from '../support/oauth.ts';

const REDIRECT = 'https://google.com/callback';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
  await owner.post(
    'scopes',
    document('scope', { name: 'manage.projects', description: 'All about projects' }),
  );
  client = await keysApp();
});
afterAll(() => app.close());

const keysApp = (attributes: object = {}) =>
  registerApp(owner, {
    kind: 'api_key',
    redirect_uris: [REDIRECT],
    scopes: ['manage.flows', 'manage.projects'],
    ...attributes,
  });

/** The authorization link as the documentation of the API key flow shows it. */
const linkOf = (
  of: RegisteredApp,
  { scopes = "'read.flows,read.projects'", state = 's', redirect = REDIRECT } = {},
) =>
  `/oauth/authorize?response_type=code&client_id=${of.client_id}&redirect_uri=${redirect}&scopes=${scopes}&state=${encodeURIComponent(state)}`;

async function decide(link: string, decision = 'allow'): Promise<URL> {
  const someone = visitor(app);
  const signedIn = await someone.signIn(await someone.get(link), owner.email);
  const { pathname, search } = locationOf(signedIn);
  const page = await someone.get(pathname + search);
  return locationOf(page.status === 303 ? page : await someone.decide(page, decision));
}

const codeOf = async (...link: Parameters<typeof linkOf>) =>
  (await decide(linkOf(...link))).searchParams.get('code')!;

/** Exchanges a code, with every parameter in the query string. */
const exchange = (of: RegisteredApp, code: string, fields: Record<string, string> = {}): Promise<Answer> => {
  const { client_id, client_secret } = of;
  const all = {
    client_id,
    client_secret,
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    ...fields,
  };
  return app.request('POST', `/oauth/token?${new URLSearchParams(all).toString()}`);
};

const keyOf = async (of = client): Promise<{ api_key: string; passphrase: string }> =>
  (await exchange(of, await codeOf(of))).body.data;

const errorOf = ({ status, body }: Answer) => [status, body.errors[0].message, body.errors[0].code];
const asKey = (name: string, password: string, method: string, path: string, body?: object) =>
  app.request(method, path, { headers: basicOf(name, password), ...(body !== undefined && { body }) });

test('the link asks for consent and redirects back with a code and the unchanged state', async () => {
  const state = '"{"hi":"there"}"';
  const back = await decide(linkOf(client, { state }));
  expect(back.origin + back.pathname).toBe(REDIRECT);
  expect(back.searchParams.get('code')).toMatch(/^vkac_/);
  expect(back.searchParams.get('state')).toBe(state);
});

test('denied consent redirects back with access_denied and the state', async () => {
  const own = await keysApp();
  const back = await decide(linkOf(own, { state: 'mine' }), 'deny');
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 'mine' });
});

test.each([
  ['in single quotes', "'read.flows,read.projects'"],
  ['in double quotes', encodeURIComponent('"read.flows,read.projects"')],
  ['without quotes', 'read.flows,read.projects'],
  ['with spaces', 'read.flows,%20read.projects'],
])('scopes are accepted %s', async (_how, scopes) => {
  const { body } = await exchange(client, await codeOf(client, { scopes }));
  expect(body.data.scopes).toEqual(['read.flows', 'read.projects']);
});

test('a code is exchanged for an API key and its passphrase, in the format of the API key flow', async () => {
  const answer = await exchange(client, await codeOf(client));
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    data: {
      api_key: expect.stringMatching(/^vk_/),
      expires_in: expect.any(Number),
      scopes: ['read.flows', 'read.projects'],
      token_type: 'bearer',
      passphrase: expect.stringMatching(/^[0-9A-Za-z]{24}$/),
    },
    errors: [],
  });
  const days = (answer.body.data.expires_in - Date.now() / 1000) / 86_400;
  expect(Math.round(days)).toBe(30);
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('secrets in the query string are not logged', async () => {
  const code = await codeOf(client);
  const { body } = await exchange(client, code);
  for (const secret of [client.client_secret, code, body.data.api_key, body.data.passphrase])
    expect(app.logged()).not.toContain(secret);
});

describe('the key', () => {
  const flows = () => `/v2/tenants/${owner.tenantId}/flows`;

  test('allows what its scopes allow, and nothing else', async () => {
    const { api_key, passphrase } = await keyOf();
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(200);
    const made = await asKey(api_key, passphrase, 'POST', flows(), document('flow', { name: 'x' }));
    expect([made.status, made.body.errors[0].meta.permission]).toEqual([403, 'tenants.flows.create']);
    expect((await asKey(api_key, passphrase, 'GET', `/v2/tenants/${owner.tenantId}/users`)).status).toBe(403);
  });

  test('with manage.flows can create, change and delete flows as its user', async () => {
    const { body } = await exchange(client, await codeOf(client, { scopes: 'manage.flows' }));
    const { api_key, passphrase } = body.data;
    const made = await asKey(api_key, passphrase, 'POST', flows(), document('flow', { name: 'x' }));
    expect([made.status, made.body.data.relationships.created_by.data.id]).toEqual([201, owner.userId]);
    const path = `${flows()}/${made.body.data.id}`;
    expect((await asKey(api_key, passphrase, 'PATCH', path, document('flow', { name: 'y' }))).status).toBe(
      200,
    );
    expect((await asKey(api_key, passphrase, 'DELETE', path)).status).toBe(204);
    const [event] = (await owner.get(`audit-events?filter[resource]=${made.body.data.id}`)).body.data;
    expect(event.attributes).toMatchObject({ actor_id: owner.userId, oauth_app_id: client.id });
  });

  test('works only with its own passphrase', async () => {
    const [one, another] = [await keyOf(), await keyOf()];
    for (const [name, password] of [
      [one.api_key, another.passphrase],
      [one.api_key, ''],
      [one.api_key, one.passphrase.toLowerCase()],
      [one.api_key, one.api_key],
      [owner.email, one.api_key],
      [owner.apiKey, one.passphrase],
      [owner.apiKey, ''],
    ] as const)
      expect([name, (await asKey(name, password, 'GET', flows())).status]).toEqual([name, 401]);
    expect((await asKey(one.api_key, one.passphrase, 'GET', flows())).status).toBe(200);
  });

  test('is listed with the other API keys, and can be revoked there', async () => {
    const { api_key, passphrase } = await keyOf();
    const { data } = (await owner.get('api-keys?sort=-created_at')).body;
    expect(data[0].attributes).toMatchObject({
      prefix: api_key.slice(0, 9),
      scopes: ['read.flows', 'read.projects'],
      expires_at: expect.any(String),
    });
    expect(data[0].relationships.oauth_app.data).toEqual({ type: 'oauth-app', id: client.id });
    expect(JSON.stringify(data)).not.toContain(passphrase);
    expect((await owner.delete(`api-keys/${data[0].id}`)).status).toBe(204);
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(401);
  });

  test('stops working when it expires, its consent is revoked or its app is deleted', async () => {
    const own = await keysApp();
    const statusWith = async ({ api_key, passphrase }: { api_key: string; passphrase: string }) =>
      (await asKey(api_key, passphrase, 'GET', flows())).status;
    const [old, revoked] = [await keyOf(own), await keyOf(own)];
    await tablesOf(app)('api_keys')
      .where({ app_id: own.id })
      .whereLike('prefix', old.api_key.slice(0, 9))
      .update({ expires_at: 1 });
    expect([await statusWith(old), await statusWith(revoked)]).toEqual([401, 200]);
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.data;
    await owner.delete(`authorizations/${consent.id}`);
    expect(await statusWith(revoked)).toBe(401);
    const last = await keyOf(own);
    await owner.delete(`oauth-apps/${own.id}`);
    expect(await statusWith(last)).toBe(401);
    expect(await tablesOf(app)('api_keys').where({ app_id: own.id })).toEqual([]);
  });

  test('can be introspected with its passphrase, so that a tenant’s own APIs can accept it', async () => {
    const { api_key, passphrase } = await keyOf();
    const colleague = await registerApp(owner);
    expect(await introspect(app, colleague, `${api_key}:${passphrase}`)).toMatchObject({
      active: true,
      scope: 'read.flows read.projects',
      token_type: 'api_key',
      client_id: client.id,
      sub: owner.userId,
    });
    for (const incomplete of [api_key, `${api_key}:`, `${api_key}:x`])
      expect(await introspect(app, colleague, incomplete)).toEqual({ active: false });
    const stranger = await registerApp(await app.tenant());
    expect(await introspect(app, stranger, `${api_key}:${passphrase}`)).toEqual({ active: false });
  });

  test('can be revoked by its own app, and by no other', async () => {
    const { api_key, passphrase } = await keyOf();
    const token = `${api_key}:${passphrase}`;
    for (const other of [await registerApp(owner), await keysApp()]) {
      const refused = await sendForm(app, '/oauth2/revoke', { token }, other.basic);
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request']);
    }
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(200);
    expect((await sendForm(app, '/oauth2/revoke', { token }, client.basic)).status).toBe(200);
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(401);
  });

  test('stops working once the audience of its app excludes its user', async () => {
    const own = await keysApp();
    const admin = await app.member(owner, 'admin');
    await givePassword(app, admin);
    const someone = await signedInVisitor(app, admin);
    const back = locationOf(await someone.decide(await someone.get(linkOf(own, { scopes: 'read.flows' }))));
    const { api_key, passphrase } = (await exchange(own, back.searchParams.get('code')!)).body.data;
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(200);
    await owner.patch(`oauth-apps/${own.id}`, document('oauth-app', { audience: 'creator' }));
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(401);
  });

  test('loses the scopes that its app loses', async () => {
    const own = await keysApp();
    const { api_key, passphrase } = await keyOf(own);
    await owner.patch(`oauth-apps/${own.id}`, document('oauth-app', { scopes: ['read.projects'] }));
    expect((await asKey(api_key, passphrase, 'GET', flows())).status).toBe(403);
  });
});

describe('the numbered errors', () => {
  test('1000 invalid_request: another grant type, a repeated parameter', async () => {
    const { client_id, client_secret } = client;
    expect(errorOf(await exchange(client, 'x', { grant_type: 'password' }))).toEqual([
      400,
      'invalid_request',
      1000,
    ]);
    const twice = await app.request('POST', `/oauth/token?client_id=${client_id}&client_id=${client_id}`);
    expect(errorOf(twice)).toEqual([400, 'invalid_request', 1000]);
    const both = await sendForm(app, `/oauth/token?client_id=${client_id}`, { client_id, client_secret });
    expect(errorOf(both)).toEqual([400, 'invalid_request', 1000]);
  });

  test('1100 unauthorized_client: an app that does not get API keys', async () => {
    const other = await registerApp(owner);
    expect(errorOf(await exchange(other, 'x'))).toEqual([400, 'unauthorized_client', 1100]);
  });

  test('1300, 1400: redirected as unsupported_response_type and invalid_scope', async () => {
    const back = async (link: string) => {
      const someone = await signedInVisitor(app, owner);
      return locationOf(await someone.get(link)).searchParams.get('error');
    };
    expect(await back(linkOf(client).replace('response_type=code', 'response_type=token'))).toBe(
      'unsupported_response_type',
    );
    expect(await back(linkOf(client, { scopes: 'read.users' }))).toBe('invalid_scope');
  });

  test("1700 invalid_code: an unknown code, another app's or a used one; reuse revokes the key", async () => {
    expect(errorOf(await exchange(client, 'nonsense'))).toEqual([400, 'invalid_code', 1700]);
    const other = await keysApp();
    expect(errorOf(await exchange(other, await codeOf(client)))).toEqual([400, 'invalid_code', 1700]);
    const code = await codeOf(client);
    const { api_key, passphrase } = (await exchange(client, code)).body.data;
    expect(errorOf(await exchange(client, code))).toEqual([400, 'invalid_code', 1700]);
    expect((await asKey(api_key, passphrase, 'GET', '/v2/me')).status).toBe(401);
  });

  test('1800 auth_code_expired', async () => {
    const own = await keysApp({ code_lifetime: 60 });
    const code = await codeOf(own);
    await tablesOf(app)('authorization_codes').where({ app_id: own.id }).update({ expires_at: 1 });
    expect(errorOf(await exchange(own, code))).toEqual([400, 'auth_code_expired', 1800]);
  });

  test('1900 invalid_credentials: a secret or a redirect URI that does not match', async () => {
    const code = await codeOf(client);
    expect(errorOf(await exchange(client, code, { client_secret: 'x' }))).toEqual([
      401,
      'invalid_credentials',
      1900,
    ]);
    expect(errorOf(await exchange(client, code, { redirect_uri: 'https://evil.example' }))).toEqual([
      400,
      'invalid_credentials',
      1900,
    ]);
    expect((await exchange(client, code)).status).toBe(201);
  });

  test('1900 is shown as a page, and never redirected, if the redirect URI in the link does not match', async () => {
    const page = await visitor(app).get(linkOf(client, { redirect: 'https://evil.example' }));
    expect([page.status, page.headers['location']]).toEqual([400, undefined]);
    expect(page.text).toContain('1900');
    expect(page.text).toContain('invalid_credentials');
    expect(page.text).not.toContain('invalid_request');
  });
});

test('scopes and redirect_uri are required', async () => {
  const someone = await signedInVisitor(app, owner);
  const link = new URL(linkOf(client), 'http://here');
  link.searchParams.delete('redirect_uri');
  const page = await someone.get(link.pathname + link.search);
  expect([page.status, page.headers['location']]).toEqual([400, undefined]);
  expect(page.text).toMatch(/invalid_request.*1000.*redirect_uri/s);
  for (const scopes of ['', "''", ',']) {
    const back = locationOf(await someone.get(linkOf(client, { scopes }))).searchParams;
    expect([scopes, back.get('error'), back.get('error_description')]).toEqual([
      scopes,
      'invalid_request',
      expect.stringContaining('scopes'),
    ]);
  }
});

test('the parameters can be sent in the body, and the client credentials by HTTP Basic', async () => {
  const fields = { grant_type: 'authorization_code', code: await codeOf(client), redirect_uri: REDIRECT };
  expect((await sendForm(app, '/oauth/token', fields, client.basic)).status).toBe(201);
});

test('the link can be sent by POST', async () => {
  const { client_id } = client;
  const answer = await sendForm(app, '/oauth/authorize', {
    client_id,
    response_type: 'code',
    scopes: 'read.flows',
  });
  expect([answer.status, locationOf(answer).pathname]).toEqual([303, '/oauth/authorize']);
  const long = await sendForm(app, '/oauth/authorize', { client_id, state: 'x'.repeat(9_000) });
  // A request that cannot be read gets its documented error number too.
  expect(long.text).toContain('1000');
  expect(long.status).toBe(400);
});

test('the link is refused for a user outside the audience of the app', async () => {
  const own = await keysApp({ audience: 'creator' });
  const admin = await app.member(owner, 'admin');
  await givePassword(app, admin);
  const page = await (await signedInVisitor(app, admin)).get(linkOf(own));
  expect([page.status, page.headers['location']]).toEqual([403, undefined]);
});
