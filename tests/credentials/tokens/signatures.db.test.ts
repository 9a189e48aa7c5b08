import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { connectInBrowser, LOOPBACK_ALLOWED, startConnection, tokenOf } from '../../support/credentials.ts';
import {
  ISSUED,
  oauth1Attributes,
  oauth1Provider,
  type Oauth1Options,
  type Oauth1Provider,
} from '../../support/oauth1-provider.ts';
import { protocolParams } from '../../support/oauth1-verifier.ts';
import { until } from '../../support/until.ts';

let app: TestApp;
let owner: Caller;
const running: Oauth1Provider[] = [];
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(() => Promise.all(running.splice(0).map((one) => one.close())));
afterAll(() => app.close());

async function play(options?: Oauth1Options): Promise<Oauth1Provider> {
  const at = await oauth1Provider(options);
  running.push(at);
  return at;
}

/** Creates a credential without URLs, whose token is entered. @returns its ID */
async function make(oauth1: object = {}, attributes: object = {}): Promise<string> {
  const { body } = await owner.post(
    'credentials',
    document('credential', {
      name: 'An account',
      authentication_type: 'oauth1',
      client_id: 'acme',
      client_secret: 's3cret',
      provider_settings: { oauth1 },
      ...attributes,
    }),
  );
  return body.data.id as string;
}

const TOKEN = { access_token: ISSUED.oauth_token, token_secret: ISSUED.oauth_token_secret };

/** A connected credential. @returns its ID */
async function connected(oauth1: object = {}, attributes: object = {}): Promise<string> {
  const id = await make(oauth1, attributes);
  await startConnection(owner, id, TOKEN);
  return id;
}

const sign = (id: string, request: object, by = owner) =>
  by.post(`credentials/${id}/signatures`, document('signature', request));

/** Signs a request and sends it, as a component does. */
async function send(id: string, request: { method: string; url: string; form?: string }): Promise<Response> {
  const { body } = await sign(id, request);
  const { url, authorization } = body.data.attributes;
  return fetch(url as string, {
    method: request.method,
    headers: {
      ...(authorization !== null && { authorization }),
      ...(request.form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(request.form !== undefined && { body: request.form }),
  });
}

test('an account that was connected in the browser signs requests that the provider accepts', async () => {
  const at = await play();
  const { body } = await owner.post('credentials', document('credential', oauth1Attributes(at)));
  const id = body.data.id as string;
  await connectInBrowser(app, owner, id);
  const url = `${at.url}/api?b=%26&a=1+2&a=1`;
  expect((await send(id, { method: 'GET', url })).status).toBe(200);
  const response = await send(id, { method: 'POST', url, form: 'c=%2B&a=0' });
  expect(await response.json()).toEqual({ method: 'POST', text: 'c=%2B&a=0' });
  expect(at.faults).toEqual([]);
});

test.each<[string, Oauth1Options, object]>([
  ['HMAC-SHA1', {}, {}],
  ['HMAC-SHA256', { signatureMethod: 'HMAC-SHA256' }, { signature_method: 'HMAC-SHA256', realm: '123_SB1' }],
  ['parameters in the query', {}, { transmission: 'query' }],
])('an account whose token was entered signs with %s', async (_, options, oauth1) => {
  const at = await play(options);
  const id = await connected(oauth1);
  expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
    ...TOKEN,
    token_type: 'oauth1',
    oauth1: { consumer_key: 'acme', ...oauth1 },
  });
  expect((await send(id, { method: 'GET', url: `${at.url}/api?a=1` })).status).toBe(200);
});

test('a client that signs only for itself needs no token', async () => {
  const at = await play();
  const id = await make({}, { grant_type: 'client_credentials' });
  expect((await startConnection(owner, id)).body.data.attributes.state).toBe('connected');
  expect((await tokenOf(owner, id)).body.data.attributes).toMatchObject({
    access_token: '',
    token_secret: '',
  });
  expect((await send(id, { method: 'GET', url: `${at.url}/one-legged` })).status).toBe(200);
});

test('a signature can be used once', async () => {
  const at = await play();
  const { body } = await sign(await connected(), { method: 'GET', url: `${at.url}/api` });
  const { url, authorization } = body.data.attributes;
  const statuses = [];
  for (const _ of [1, 2]) statuses.push((await fetch(url, { headers: { authorization } })).status);
  expect([statuses, at.faults]).toEqual([[200, 401], ['/api: nonce_used']]);
});

test('a placeholder in the realm is filled', async () => {
  const id = await connected({ realm: '{account}' }, { parameters: { account: '123_SB1' } });
  const { body } = await sign(id, { method: 'GET', url: 'https://api.third.example/' });
  const { authorization } = body.data.attributes;
  expect(protocolParams({ headers: { authorization }, target: '' }).realm).toBe('123_SB1');
});

test('a parameter cannot break out of the realm', async () => {
  const id = await make({ realm: '{account}' }, { parameters: { account: '1", oauth_token="other' } });
  const { status, body } = await startConnection(owner, id, TOKEN);
  expect([status, body.errors[0].code]).toEqual([409, 'credential_incomplete']);
});

test('the consumer secret is in no response, log or audit entry, and each signature is recorded', async () => {
  const id = await connected();
  const { text } = await sign(id, { method: 'GET', url: 'https://api.third.example/' });
  const token = await tokenOf(owner, id);
  const events = await until(async () => {
    const { body } = await owner.get('audit-events?filter[action]=credentials.get_signature');
    // Reads within a second share an entry, which lists each of them.
    const found = (body.data as object[]).filter((event) => JSON.stringify(event).includes(id));
    return found.length > 0 ? found : undefined;
  });
  const others = text + JSON.stringify([events, (await owner.get(`credentials/${id}`)).body]) + app.logged();
  expect(others + token.text).not.toContain('s3cret');
  expect(others).not.toContain(ISSUED.oauth_token_secret);
});

describe('PLAINTEXT, whose signature contains the consumer secret,', () => {
  const url = 'https://api.third.example/';

  test('requires the permission to read client secrets', async () => {
    const id = await connected({ signature_method: 'PLAINTEXT' });
    const { body } = await sign(id, { method: 'GET', url });
    expect(body.data.attributes.authorization).toContain('oauth_signature="s3cret%26account-secret-1"');
    const role = await owner.post(
      'roles',
      document('role', { name: 'Runtime', permissions: ['tenants.credentials.use'] }),
    );
    const user = await app.member(owner, role.body.data.attributes.name as string);
    const refused = await sign(id, { method: 'GET', url }, user);
    expect([refused.status, refused.text]).toEqual([403, expect.not.stringContaining('s3cret')]);
    const other = await sign(await connected(), { method: 'GET', url }, user);
    expect(other.status).toBe(200);
  });

  test('is not used with http', async () => {
    const id = await connected({ signature_method: 'PLAINTEXT' });
    const { status, body } = await sign(id, { method: 'GET', url: 'http://api.third.example/' });
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/url']);
  });
});

test.each<[string, object, string]>([
  ['a relative URL', { url: '/api' }, 'url'],
  ['another scheme', { url: 'ftp://a.example/' }, 'url'],
  ['a fragment', { url: 'https://a.example/#a' }, 'url'],
  ['a user', { url: 'https://me@a.example/' }, 'url'],
  ['a parameter of the protocol', { url: 'https://a.example/?oauth_verifier=1' }, 'url'],
  ['an encoded one', { url: 'https://a.example/?%6fauth_token=1' }, 'url'],
  ['one in the form', { form: 'a=1&oauth_callback=oob' }, 'form'],
  ['a method in small letters', { method: 'get' }, 'method'],
])('a request with %s is not signed', async (_, change, member) => {
  const id = await connected();
  const request = { method: 'GET', url: 'https://a.example/', ...change };
  const { status, body } = await sign(id, request);
  expect([status, body.errors[0].source.pointer]).toEqual([422, `/data/attributes/${member}`]);
});

test('what cannot sign is refused', async () => {
  const request = { method: 'GET', url: 'https://a.example/' };
  const id = await make();
  expect((await sign(id, request)).body.errors[0].code).toBe('credential_not_connected');
  const oauth2 = await make({}, { authentication_type: 'oauth2' });
  expect((await sign(oauth2, request)).body.errors[0].code).toBe('credential_not_connected');
  expect((await sign(id, request, await app.tenant())).status).toBe(404);
  expect((await sign(id, request, await app.member(owner, 'viewer'))).status).toBe(403);
});

test.each<[string, object]>([
  ['the signature method', { provider_settings: { oauth1: { signature_method: 'HMAC-SHA256' } } }],
  ['the client', { client_id: 'other' }],
  ['the authentication type', { authentication_type: 'basic' }],
])('a change of %s means that the account must be connected again', async (_, attributes) => {
  const id = await connected();
  await owner.patch(`credentials/${id}`, { data: { type: 'credential', id, attributes } });
  expect((await tokenOf(owner, id)).body.errors[0].code).toBe('credential_needs_reauthorization');
  if (!('authentication_type' in attributes))
    expect((await sign(id, { method: 'GET', url: 'https://a.example/' })).status).toBe(409);
});

test.each<[string, object, string]>([
  [
    'a secret that only signed must be entered again for PLAINTEXT',
    { oauth1: { signature_method: 'PLAINTEXT' } },
    '/data/attributes/provider_settings/oauth1/signature_method',
  ],
  [
    'a secret must be entered again for another request token URL',
    { oauth1: { request_token_url: 'https://evil.example/' } },
    '/data/attributes/provider_settings',
  ],
])('%s', async (_, provider_settings, pointer) => {
  const id = await make();
  const change = (more: object) =>
    owner.patch(`credentials/${id}`, {
      data: { type: 'credential', id, attributes: { provider_settings, ...more } },
    });
  const { status, body } = await change({});
  expect([status, body.errors[0].source.pointer]).toEqual([422, pointer]);
  expect((await change({ client_secret: 'new' })).status).toBe(200);
});

test('a private key is not used as a secret', async () => {
  const id = await make({}, { client_secret: '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----' });
  const { body } = await startConnection(owner, id, TOKEN);
  expect(body.errors[0].meta.missing).toEqual(['provider_settings.oauth1.signature_method']);
});

test.each<[string, object, object, string]>([
  ['a token without its secret', {}, { access_token: 'a' }, '/data'],
  ['a password', {}, { ...TOKEN, password: 'a' }, '/data/attributes/password'],
  [
    'a return URL with a token',
    {},
    { ...TOKEN, return_url: 'https://a.example' },
    '/data/attributes/return_url',
  ],
  ['a token with a line break', {}, { ...TOKEN, access_token: 'a\r\n' }, '/data/attributes/access_token'],
  ['a token for itself', { grant_type: 'client_credentials' }, TOKEN, '/data/attributes/access_token'],
  ['a token for OAuth 2.0', { authentication_type: 'oauth2' }, TOKEN, '/data/attributes/access_token'],
  ['a token for an API key', { authentication_type: 'api_key' }, TOKEN, '/data/attributes/access_token'],
])('connecting with %s is refused', async (_, attributes, given, pointer) => {
  const { status, body } = await startConnection(owner, await make({}, attributes), given);
  const pointers = body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer);
  expect([status, pointers]).toEqual([422, expect.arrayContaining([pointer])]);
});

test.each<[string, object, string]>([
  ['the password grant', { grant_type: 'password' }, '/data/attributes/grant_type'],
  [
    'token validation',
    { config_services: { token_validation: { type: 'userinfo', url: 'https://a.example' } } },
    '/data/attributes/config_services/token_validation',
  ],
  [
    'an account lookup',
    { provider_settings: { account_lookup: { url: 'https://a.example.com', expression: '$' } } },
    '/data/attributes/provider_settings/account_lookup',
  ],
  [
    'an oauth_token in the authorization URL',
    { authorization_params: { oauth_token: 'a' } },
    '/data/attributes/authorization_params/oauth_token',
  ],
])('%s is refused, because OAuth 1.0 has none', async (_, attributes, pointer) => {
  const { status, body } = await owner.post(
    'credentials',
    document('credential', { name: 'An account', authentication_type: 'oauth1', ...attributes }),
  );
  expect([status, body.errors[0].source.pointer]).toEqual([422, pointer]);
});
