import { createHmac, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import {
  age,
  connectInBrowser,
  LOOPBACK_ALLOWED,
  makeCredential,
  startConnection,
  tokenOf,
} from '../../support/credentials.ts';
import {
  agrees,
  scriptedProvider,
  type Script,
  type ScriptedProvider,
} from '../../support/scripted-provider.ts';

let app: TestApp;
let owner: Caller;
const running: ScriptedProvider[] = [];

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(() => Promise.all(running.splice(0).map((one) => one.close())));
afterAll(() => app.close());

async function play(script: Script): Promise<ScriptedProvider> {
  const started = await scriptedProvider({ 'GET /authorize': agrees(), ...script });
  running.push(started);
  return started;
}

/** Connects a credential in the browser. @returns its ID */
async function connect(at: ScriptedProvider, attributes: object): Promise<string> {
  const id = await makeCredential(owner, at, { client_authentication: 'body', ...attributes });
  const page = await connectInBrowser(app, owner, id);
  if (page.status !== 200 || !page.text.includes('Connected')) throw new Error(page.text);
  return id;
}

const attributesOf = async (id: string) => (await owner.get(`credentials/${id}`)).body.data.attributes;
const tokenAttributes = async (id: string) => {
  const { status, body, text } = await tokenOf(owner, id);
  if (status !== 200) throw new Error(text);
  return body.data.attributes;
};
/** Ages the token so that the next request refreshes it. */
const expire = (id: string) => age(app, id, 400 * 86_400_000);
const days = (at: string) => Math.round((Date.parse(at) - Date.now()) / 86_400_000);
const tokens = (n: number, more: object = {}) => ({
  access_token: `access-${n}`,
  refresh_token: `refresh-${n}`,
  token_type: 'Bearer',
  expires_in: 3600,
  ...more,
});

test('QuickBooks: the realmId of the redirect is kept, used in the base URI and handed out', async () => {
  const at = await play({
    'GET /authorize': agrees({ realmId: '4620816365' }),
    'POST /token': () => tokens(1, { x_refresh_token_expires_in: 8_726_400 }),
  });
  const id = await connect(at, {
    base_uri: 'https://quickbooks.api.intuit.example/v3/company/{realmId}',
    provider_settings: { callback: { values: ['realmId'] } },
  });
  const base_uri = 'https://quickbooks.api.intuit.example/v3/company/4620816365';
  expect(await tokenAttributes(id)).toMatchObject({ account: { realmId: '4620816365' }, base_uri });
  const attributes = await attributesOf(id);
  expect(attributes.account).toEqual({ realmId: '4620816365' });
  expect(days(attributes.refresh_token_expires_at)).toBe(101);
});

test('other parameters of a redirect are not kept', async () => {
  const at = await play({
    'GET /authorize': agrees({ realmId: '1', session: 'abc' }),
    'POST /token': () => tokens(1),
  });
  const id = await connect(at, { provider_settings: { callback: { values: ['realmId', 'missing'] } } });
  expect((await tokenAttributes(id)).account).toEqual({ realmId: '1' });
});

test.each(['evil.example/', 'a@evil.example', '..', ' '])(
  'a value that does not belong into a host name leads to no other host: %s',
  async (dc) => {
    const at = await play({ 'GET /authorize': agrees({ dc }), 'POST /token': () => tokens(1) });
    const id = await connect(at, {
      base_uri: 'https://{dc}.api.example',
      provider_settings: { callback: { values: ['dc'] } },
    });
    expect(await tokenAttributes(id)).toMatchObject({ access_token: 'access-1', base_uri: null });
    await expire(id);
    expect(await tokenAttributes(id)).toMatchObject({ base_uri: null });
  },
);

test('a value of the redirect never decides where the client secret is sent', async () => {
  const at = await play({
    'GET /authorize': agrees({ server: 'evil.example' }),
    'POST /token': () => tokens(1),
  });
  const id = await makeCredential(owner, at, {
    revocation_url: 'https://{server}/revoke',
    provider_settings: { callback: { values: ['server'] } },
  });
  const { status, body } = await startConnection(owner, id);
  expect([status, body.errors[0].meta.missing]).toEqual([409, ['parameters.server']]);
});

test.each<[object, string]>([
  [{ callback: { values: ['realmId', 'code'] } }, 'callback/values/1'],
  [{ callback: { values: ['id_token'] } }, 'callback/values/0'],
  [{ token_response: { values: { a: '/refresh_token' } } }, 'token_response/values/a'],
  [{ token_response: { scope: '/access_token' } }, 'token_response/scope'],
  [{ token_response: { token_type: '/authed_user/id_token' } }, 'token_response/token_type'],
  [{ token_response: { access_token: '/refresh_token' } }, 'token_response/access_token'],
  [{ token_response: { values: { a: '/authed_user/access_token' } } }, 'token_response/values/a'],
  [{ token_response: { values: { a: '/tokens/0/refreshToken' } } }, 'token_response/values/a'],
  [{ token_headers: { Authorization: 'x' } }, 'token_headers/Authorization'],
  [{ token_headers: { 'content-length': '1' } }, 'token_headers/content-length'],
  [
    { account_lookup: { url: 'https://third.example', headers: { Host: 'x' }, expression: '$' } },
    'account_lookup/headers/Host',
  ],
  [{ account_lookup: { url: 'https://third.example', expression: '((' } }, 'account_lookup/expression'],
  [{ refresh_params: { grant_type: 'password' } }, 'refresh_params/grant_type'],
])(
  'settings that would reveal a secret or break a request are refused: %j',
  async (provider_settings, at) => {
    const { status, body } = await owner.post(
      'credentials',
      document('credential', { name: 'A', provider_settings }),
    );
    expect([status, body.errors[0].source.pointer]).toEqual([
      422,
      `/data/attributes/provider_settings/${at}`,
    ]);
  },
);

test.each(['https://{shop}/api', '{api}/me', 'https://shop.{domain}/api'])(
  'an account lookup must go to a fixed domain, because the token is sent there: %s',
  async (url) => {
    const provider_settings = { callback: { values: ['shop'] }, account_lookup: { url, expression: '$' } };
    const { status, body } = await owner.post(
      'credentials',
      document('credential', { name: 'A', provider_settings }),
    );
    const pointers = body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer);
    expect(status).toBe(422);
    expect(pointers).toContain('/data/attributes/provider_settings/account_lookup/url');
  },
);

test('a value of the redirect never becomes the whole host of the base URI', async () => {
  const at = await play({
    'GET /authorize': agrees({ shop: 'evil.example' }),
    'POST /token': () => tokens(1),
  });
  const id = await connect(at, {
    base_uri: 'https://{shop}',
    provider_settings: { callback: { values: ['shop'] } },
  });
  expect(await tokenAttributes(id)).toMatchObject({ base_uri: null, account: { shop: 'evil.example' } });
});

test('a value of the redirect can be used in the token request', async () => {
  const at = await play({
    'GET /authorize': agrees({ realmId: '4620816365' }),
    'POST /token': () => tokens(1),
  });
  await connect(at, {
    token_params: { company: '{realmId}' },
    provider_settings: { callback: { values: ['realmId'] } },
  });
  expect(at.at('/token')[0]!.fields).toMatchObject({ company: '4620816365' });
});

test('a redirect with very many parameters is refused', async () => {
  const { status, text } = await app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'a&'.repeat(30_000),
  });
  expect([status, text.includes('Connected')]).toEqual([400, false]);
});

test('a URL that is not allowed is refused in every setting', async () => {
  const url = 'http://169.254.169.254/latest';
  const provider_settings = {
    refresh_url: url,
    token_exchange: { url, refresh_url: url, params: {} },
    account_lookup: { url, expression: '$' },
  };
  const { status, body } = await owner.post(
    'credentials',
    document('credential', { name: 'A', provider_settings }),
  );
  const pointers = body.errors.map(
    ({ source }: { source: { pointer: string } }) => source.pointer.split('settings/')[1],
  );
  expect(status).toBe(422);
  expect(pointers.sort()).toEqual([
    'account_lookup/url',
    'refresh_url',
    'token_exchange/refresh_url',
    'token_exchange/url',
  ]);
});

test('the same URL for another purpose requires the client secret again', async () => {
  const at = await play({ 'POST /token': () => tokens(1), 'GET /me': () => ({ a: 'b' }) });
  const account_lookup = { url: `${at.url}/me`, expression: '$' };
  const id = await connect(at, { provider_settings: { account_lookup } });
  const { status } = await owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { provider_settings: { refresh_url: `${at.url}/me` } } },
  });
  expect(status).toBe(422);
});

test('a private key is never used as a client secret', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client_secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const at = await play({ 'POST /token': () => tokens(1) });
  const attributes = { grant_type: 'client_credentials', client_secret };
  const id = await makeCredential(owner, at, { ...attributes, client_authentication: 'private_key_jwt' });
  const { status, body } = await owner.patch(`credentials/${id}`, {
    data: { type: 'credential', id, attributes: { client_authentication: 'body' } },
  });
  expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/client_authentication']);
  const other = await makeCredential(owner, at, { ...attributes, client_authentication: 'body' });
  const refused = await startConnection(owner, other);
  expect([refused.status, refused.body.errors[0].code]).toEqual([409, 'credential_incomplete']);
  expect(at.at('/token')).toEqual([]);
});

test('a key that cannot be used is refused before anything is sent', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(owner, at, {
    grant_type: 'client_credentials',
    client_authentication: 'private_key_jwt',
  });
  const { status, body } = await startConnection(owner, id);
  expect([status, body.errors[0].code]).toEqual([409, 'credential_incomplete']);
  expect(at.requests).toEqual([]);
});

describe('a setting that would send the client secret or a token to another URL', () => {
  test.each<[string, (url: string) => object]>([
    ['refresh_url', (url) => ({ refresh_url: `${url}/elsewhere` })],
    ['token_exchange', (url) => ({ token_exchange: { url: `${url}/elsewhere`, params: {} } })],
    ['account_lookup', (url) => ({ account_lookup: { url: `${url}/elsewhere`, expression: '$' } })],
  ])('requires the client secret again and ends the connection: %s', async (_name, settings) => {
    const at = await play({ 'POST /token': () => tokens(1), 'POST /revoke': () => ({}) });
    const id = await connect(at, {});
    const attributes = { provider_settings: settings(at.url) };
    const change = (more: object) =>
      owner.patch(`credentials/${id}`, {
        data: { type: 'credential', id, attributes: { ...attributes, ...more } },
      });
    const refused = await change({});
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([
      422,
      '/data/attributes/provider_settings',
    ]);
    expect((await change({ client_secret: 's3cret' })).status).toBe(200);
    expect((await tokenOf(owner, id)).status).toBe(409);
  });
});

test('Slack: the token of the user is nested, and its refresh token is stored, used and never returned', async () => {
  const at = await play({
    'POST /token': ({ fields }) =>
      fields['grant_type'] === 'refresh_token'
        ? {
            ok: true,
            authed_user: { id: 'U1', access_token: 'xoxp-2', refresh_token: 'xoxe-2', expires_in: 43_200 },
          }
        : {
            ok: true,
            access_token: 'xoxb-bot',
            authed_user: { id: 'U1', access_token: 'xoxp-1', refresh_token: 'xoxe-1', expires_in: 43_200 },
          },
  });
  const id = await connect(at, {
    provider_settings: {
      scope_parameter: 'user_scope',
      token_response: {
        access_token: '/authed_user/access_token',
        refresh_token: '/authed_user/refresh_token',
        expires_in: '/authed_user/expires_in',
        values: { user_id: '/authed_user/id' },
      },
    },
  });
  expect(at.at('/authorize')[0]!.query).toMatchObject({ user_scope: 'read write' });
  expect(at.at('/authorize')[0]!.query).not.toHaveProperty('scope');
  const first = await tokenAttributes(id);
  expect(first).toMatchObject({ access_token: 'xoxp-1', account: { user_id: 'U1' } });
  await expire(id);
  expect(await tokenAttributes(id)).toMatchObject({ access_token: 'xoxp-2', account: { user_id: 'U1' } });
  expect(at.at('/token')[1]!.fields).toMatchObject({ refresh_token: 'xoxe-1' });
  expect(JSON.stringify([first, await tokenAttributes(id), await attributesOf(id)])).not.toContain('xoxe');
});

test('Slack: refreshed tokens may be in the standard places', async () => {
  let issued = 1;
  const at = await play({
    'POST /token': ({ fields }) =>
      fields['grant_type'] === 'refresh_token'
        ? tokens((issued += 1))
        : {
            ok: true,
            access_token: 'xoxb',
            authed_user: { access_token: 'xoxp-1', refresh_token: 'refresh-1' },
          },
  });
  const token_response = {
    access_token: '/authed_user/access_token',
    refresh_token: '/authed_user/refresh_token',
  };
  const id = await connect(at, { provider_settings: { token_response, access_token_lifetime: 3600 } });
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-3');
  expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
    undefined,
    'refresh-1',
    'refresh-2',
  ]);
});

test('Square: expires_at in the response ends the token, and it is refreshed', async () => {
  let issued = 0;
  const at = await play({
    'POST /token': () => ({
      access_token: `access-${(issued += 1)}`,
      refresh_token: 'refresh',
      expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    }),
  });
  const id = await connect(at, { provider_settings: { token_request_format: 'json' } });
  expect(at.at('/token')[0]).toMatchObject({ contentType: 'application/json', fields: { code: 'code-1' } });
  expect(days((await tokenAttributes(id)).expires_at)).toBe(30);
  await expire(id);
  expect((await tokenAttributes(id)).access_token).toBe('access-2');
});

test('Salesforce: tokens without an expiration end after the documented lifetime', async () => {
  const at = await play({ 'POST /token': () => tokens(1, { expires_in: undefined }) });
  const id = await connect(at, { provider_settings: { access_token_lifetime: 7200 } });
  expect((await tokenAttributes(id)).expires_in).toBeGreaterThan(7100);
});

test('Xero: a refresh token that may stay unused for 60 days ends 60 days after the last refresh', async () => {
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1)) });
  const id = await connect(at, { provider_settings: { refresh_token_idle_lifetime: 5_184_000 } });
  expect(days((await attributesOf(id)).refresh_token_expires_at)).toBe(60);
});

test('Facebook: the first token is exchanged for a long-lived one, which is refreshed by itself', async () => {
  let issued = 0;
  const at = await play({
    'GET /token': ({ query }) =>
      query['fb_exchange_token'] === undefined
        ? { access_token: 'short', expires_in: 3600 }
        : { access_token: `long-${(issued += 1)}`, expires_in: 5_184_000 },
  });
  const id = await connect(at, {
    provider_settings: {
      token_request_method: 'GET',
      token_exchange: {
        url: `${at.url}/token`,
        method: 'GET',
        params: {
          grant_type: 'fb_exchange_token',
          client_id: '{client_id}',
          client_secret: '{client_secret}',
          fb_exchange_token: '{access_token}',
        },
      },
    },
  });
  expect(at.at('/token')[1]!.query).toEqual({
    grant_type: 'fb_exchange_token',
    client_id: 'acme',
    client_secret: 's3cret',
    fb_exchange_token: 'short',
  });
  const first = await tokenAttributes(id);
  expect(first.access_token).toBe('long-1');
  expect(days(first.expires_at)).toBe(60);
  // Close to its end, while it is still valid.
  await age(app, id, 5_184_000_000 - 600_000);
  await owner.post(`credentials/${id}/refreshes`);
  expect((await tokenAttributes(id)).access_token).toBe('long-2');
  expect(at.at('/token')[2]!.query).toMatchObject({ fb_exchange_token: 'long-1' });
});

test('Mailchimp: the data center is looked up once after connecting', async () => {
  const at = await play({
    'POST /token': () => ({ access_token: 'access-1', expires_in: 0, scope: null }),
    'GET /metadata': ({ headers }) =>
      headers.authorization === 'Bearer access-1'
        ? { dc: 'us6', login: { login_id: 8 } }
        : { status: 401, body: {} },
  });
  const id = await connect(at, {
    non_expiring_tokens: true,
    base_uri: 'https://{dc}.api.mailchimp.example',
    provider_settings: {
      account_lookup: { url: `${at.url}/metadata`, expression: '{"dc": dc, "login_id": login.login_id}' },
    },
  });
  expect(await tokenAttributes(id)).toMatchObject({
    account: { dc: 'us6', login_id: '8' },
    base_uri: 'https://us6.api.mailchimp.example',
  });
  expect(at.at('/metadata')).toHaveLength(1);
});

describe('a lookup that fails says why, and the tokens are revoked:', () => {
  test.each<[string, () => object, string, string]>([
    ['an error', () => ({ status: 500, body: {} }), 'dc', 'responded with status 500'],
    ['no JSON', () => ({ body: '<html>' }), 'dc', 'did not return JSON'],
    ['no object', () => ({ dc: 'us6' }), 'dc', 'did not return an object'],
    ['a nested value', () => ({ dc: { a: 1 } }), '{"dc": dc}', 'must return an object of strings or numbers'],
    ['nothing', () => ({}), '{"dc": dc}', 'must return 1 to 20 values'],
    ['a hostile name', () => ({ a: 'b' }), '{"a/b": a}', 'letters, digits and underscores'],
  ])('%s', async (_what, metadata, expression, why) => {
    const at = await play({
      'POST /token': () => tokens(1),
      'GET /metadata': metadata,
      'POST /revoke': () => ({}),
    });
    const id = await makeCredential(owner, at, {
      client_authentication: 'body',
      provider_settings: { account_lookup: { url: `${at.url}/metadata`, expression } },
    });
    const page = await connectInBrowser(app, owner, id);
    expect(page.text).toContain(why);
    expect(await attributesOf(id)).toMatchObject({
      state: 'error',
      state_reason_code: 'account_lookup_failed',
    });
    expect(at.at('/revoke')).toHaveLength(1);
  });
});

test('Notion: JSON with Basic and a version header, a new refresh token each time, JSON revocation', async () => {
  let issued = 0;
  const at = await play({ 'POST /token': () => tokens((issued += 1)), 'POST /revoke': () => ({}) });
  const id = await connect(at, {
    client_authentication: 'header',
    provider_settings: {
      token_request_format: 'json',
      token_headers: { 'Notion-Version': '2022-06-28' },
      revocation: { format: 'json', token: 'access_token', token_name: 'token' },
    },
  });
  expect(at.at('/token')[0]).toMatchObject({
    headers: { 'notion-version': '2022-06-28', authorization: expect.stringMatching(/^Basic /) },
    fields: { grant_type: 'authorization_code', code: 'code-1' },
  });
  await expire(id);
  await tokenAttributes(id);
  await expire(id);
  await tokenAttributes(id);
  expect(at.at('/token').map(({ fields }) => fields['refresh_token'])).toEqual([
    undefined,
    'refresh-1',
    'refresh-2',
  ]);
  await owner.delete(`credentials/${id}/connections`);
  expect(at.at('/revoke')[0]).toMatchObject({
    contentType: 'application/json',
    fields: { token: 'access-3' },
  });
});

test('TikTok: client_key instead of client_id, everywhere', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  await connect(at, { scope_separator: ',', provider_settings: { client_id_name: 'client_key' } });
  expect(at.at('/authorize')[0]!.query).toMatchObject({ client_key: 'acme', scope: 'read,write' });
  expect(at.at('/authorize')[0]!.query).not.toHaveProperty('client_id');
  expect(at.at('/token')[0]!.fields).toMatchObject({ client_key: 'acme', client_secret: 's3cret' });
  expect(at.at('/token')[0]!.fields).not.toHaveProperty('client_id');
});

test('Zoom server-to-server: a grant type of its own, with the account ID as a parameter', async () => {
  const at = await play({ 'POST /token': () => ({ access_token: 'access-1', expires_in: 3600 }) });
  const id = await makeCredential(owner, at, {
    grant_type: 'client_credentials',
    scopes: [],
    parameters: { account_id: 'AC1' },
    token_params: { account_id: '{account_id}' },
    provider_settings: { token_grant_type: 'account_credentials' },
  });
  expect((await startConnection(owner, id)).status).toBe(201);
  expect(at.at('/token')[0]!.fields).toEqual({ grant_type: 'account_credentials', account_id: 'AC1' });
  expect((await tokenAttributes(id)).access_token).toBe('access-1');
});

test('Okta service apps: the client authenticates with private_key_jwt', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const at = await play({ 'POST /token': () => ({ access_token: 'access-1', expires_in: 3600 }) });
  const id = await makeCredential(owner, at, {
    grant_type: 'client_credentials',
    client_authentication: 'private_key_jwt',
    client_secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    provider_settings: { client_assertion: { key_id: 'kid-1' } },
  });
  expect((await startConnection(owner, id)).status).toBe(201);
  const { fields } = at.at('/token')[0]!;
  expect(fields).not.toHaveProperty('client_secret');
  const { payload, protectedHeader } = await jwtVerify(fields['client_assertion']!, publicKey);
  expect(protectedHeader.kid).toBe('kid-1');
  expect(payload).toMatchObject({ iss: 'acme', sub: 'acme', aud: `${at.url}/token` });
});

test('Apple: the client secret is a signed JWT, and the browser returns with a form', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(owner, at, {
    client_authentication: 'private_key_jwt',
    client_secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    parameters: { team_id: 'TEAM1', key_id: 'KEY1' },
    authorization_params: { response_mode: 'form_post' },
    provider_settings: {
      client_assertion: {
        algorithm: 'ES256',
        key_id: '{key_id}',
        claims: { iss: '{team_id}', aud: 'https://appleid.apple.com', jti: null },
        send_as: 'client_secret',
      },
    },
  });
  const { body } = await startConnection(owner, id);
  const { searchParams } = new URL(body.data.attributes.authorization_url);
  expect(searchParams.get('response_mode')).toBe('form_post');
  const form = new URLSearchParams({
    code: 'code-1',
    state: searchParams.get('state')!,
    user: '{"name":{}}',
  });
  const page = await app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://appleid.apple.com' },
    body: form.toString(),
  });
  expect(page.status).toBe(200);
  expect(page.text).toContain('Connected');
  const { payload } = await jwtVerify(at.at('/token')[0]!.fields['client_secret']!, publicKey);
  expect(payload).toMatchObject({ iss: 'TEAM1', sub: 'acme', aud: 'https://appleid.apple.com' });
});

test('a provider that sends a form brings the browser back to the return URL too', async () => {
  const return_url = 'https://acme.example/accounts';
  const tenant = await app.tenant();
  await tenant.patch(`/v2/tenants/${tenant.tenantId}`, {
    data: { type: 'tenant', id: tenant.tenantId, attributes: { return_urls: [return_url] } },
  });
  const at = await play({ 'POST /token': () => tokens(1) });
  const id = await makeCredential(tenant, at, { client_authentication: 'body' });
  const { body } = await startConnection(tenant, id, { return_url });
  const state = new URL(body.data.attributes.authorization_url).searchParams.get('state')!;
  const { status, headers } = await app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: '*/*' },
    body: new URLSearchParams({ code: 'code-1', state }).toString(),
  });
  expect([status, headers['location']]).toEqual([303, expect.stringContaining(`${return_url}?`)]);
  expect(headers['location']).toContain('connection_state=connected');
});

test('a form that is too large is refused before it is read', async () => {
  const { status } = await app.request('POST', '/callback/oauth2', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `code=${'x'.repeat(70_000)}`,
  });
  expect(status).toBe(413);
});

describe('Shopify: a redirect must be signed with the client secret', () => {
  const sign = (params: Record<string, string>, secret: string): string =>
    createHmac('sha256', secret)
      .update(
        Object.entries(params)
          .sort()
          .map(([name, value]) => `${name}=${value}`)
          .join('&'),
      )
      .digest('hex');

  test.each<[string, (params: Record<string, string>) => Record<string, string>, string]>([
    ['is accepted if it is', (params) => ({ ...params, hmac: sign(params, 's3cret') }), 'Connected'],
    [
      'is refused with another key',
      (params) => ({ ...params, hmac: sign(params, 'other') }),
      'is not signed',
    ],
    [
      'is refused if a parameter was changed',
      (params) => ({ ...params, hmac: sign(params, 's3cret'), shop: 'evil.example' }),
      'is not signed',
    ],
    ['is refused without a signature', (params) => params, 'is not signed'],
  ])('and %s', async (_what, signed, text) => {
    const at = await play({ 'POST /token': () => tokens(1) });
    const id = await makeCredential(owner, at, {
      client_authentication: 'body',
      provider_settings: { callback: { signature: 'shopify', values: ['shop'] } },
    });
    const { body } = await startConnection(owner, id);
    const state = new URL(body.data.attributes.authorization_url).searchParams.get('state')!;
    const query = signed({ code: 'code-1', shop: 'acme.myshopify.example', state, timestamp: '1800000000' });
    const page = await app.request('GET', `/callback/oauth2?${new URLSearchParams(query).toString()}`);
    expect(page.text).toContain(text);
    expect(at.at('/token')).toHaveLength(text === 'Connected' ? 1 : 0);
  });
});

test('Shopify: a credential cannot leave out the signature of its provider', async () => {
  const at = await play({ 'POST /token': () => tokens(1) });
  const { body: made } = await owner.post(
    'credentials',
    document(
      'credential',
      {
        name: 'A shop',
        client_id: 'acme',
        client_secret: 's3cret',
        parameters: { shop: 'acme' },
        authorization_url: `${at.url}/authorize`,
        token_url: `${at.url}/token`,
        provider_settings: { callback: {} },
      },
      { provider: { type: 'provider', id: 'shopify' } },
    ),
  );
  const page = await connectInBrowser(app, owner, made.data.id);
  expect(page.text).toContain('is not signed');
});

test('Amazon: the code has another name, and the seller’s ID comes with it', async () => {
  const at = await play({
    'GET /authorize': ({ query }) => ({
      status: 302,
      headers: {
        location: `${query['redirect_uri']}?state=${query['state']}&spapi_oauth_code=amz&selling_partner_id=A1`,
      },
    }),
    'POST /token': () => tokens(1),
  });
  const id = await connect(at, {
    parameters: { application_id: 'amzn1.sp.1' },
    authorization_params: {
      application_id: '{application_id}',
      client_id: null,
      response_type: null,
      scope: null,
    },
    provider_settings: { callback: { code_name: 'spapi_oauth_code', values: ['selling_partner_id'] } },
  });
  expect(Object.keys(at.at('/authorize')[0]!.query).sort()).toEqual([
    'application_id',
    'code_challenge',
    'code_challenge_method',
    'redirect_uri',
    'state',
  ]);
  expect(at.at('/token')[0]!.fields).toMatchObject({ code: 'amz' });
  expect((await tokenAttributes(id)).account).toEqual({ selling_partner_id: 'A1' });
});

test('LinkedIn: a denial by another name is a denial', async () => {
  const at = await play({
    'GET /authorize': ({ query }) => ({
      status: 302,
      headers: { location: `${query['redirect_uri']}?state=${query['state']}&error=user_cancelled_login` },
    }),
  });
  const id = await makeCredential(owner, at, {
    provider_settings: { callback: { denial_errors: ['user_cancelled_login', 'user_cancelled_authorize'] } },
  });
  await connectInBrowser(app, owner, id);
  expect(await attributesOf(id)).toMatchObject({ state: 'error', state_reason_code: 'access_denied' });
});

test.each<[string, object, object]>([
  ['HubSpot', { status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: 'unknown refresh token' } }, {}],
  ['Zoho', { status: 200, body: { error: 'invalid_code' } }, { final_errors: ['invalid_code'] }],
  [
    'Microsoft',
    { status: 400, body: { error: 'interaction_required', error_description: 'AADSTS50076' } },
    {},
  ],
])('%s: the account must be connected again when its grant has ended', async (_name, refusal, settings) => {
  const at = await play({
    'POST /token': ({ fields }) => (fields['grant_type'] === 'refresh_token' ? refusal : tokens(1)),
  });
  const id = await connect(at, { provider_settings: settings });
  await expire(id);
  const { status, body } = await tokenOf(owner, id);
  expect([status, body.errors[0].code]).toEqual([409, 'credential_needs_reauthorization']);
  expect(await attributesOf(id)).toMatchObject({
    state: 'needs_reauthorization',
    state_reason_code: 'grant_lost',
  });
});
