import { createHash } from 'node:crypto';
import type { Caller, TestApp } from '../support/app.ts';
import {
  authorizePath,
  endOf,
  authorizeApp,
  locationOf,
  REDIRECT_URI,
  registerApp,
  sendForm,
  visitor,
  type RegisteredApp,
  type Visitor,
} from '../support/oauth.ts';
import { setUpVisitor } from './setup.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let signedIn: Visitor;

beforeAll(async () => {
  ({ app, owner, client, signedIn } = await setUpVisitor());
});
afterAll(() => app.close());

const verifier = 'a'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

const outcomeOf = (fields: Record<string, string>, of = client) => endOf(signedIn, authorizePath(of, fields));

describe('RFC 6749, 4.1.2: the authorization response', () => {
  test('has the code, the unchanged state and the issuer (RFC 9207)', async () => {
    const state = '"{"hi":"there"}" & ünïcode %20+';
    expect(await outcomeOf({ state })).toEqual({
      to: REDIRECT_URI,
      code: expect.stringMatching(/^vkac_/),
      state,
      iss: app.platform.services.authorizationServer.issuer,
    });
  });

  test('has no state if the request had none', async () => {
    const query = new URLSearchParams({ client_id: client.client_id, response_type: 'code' });
    const answer = await signedIn.get(`/oauth2/auth?${query.toString()}`);
    expect(locationOf(answer).searchParams.has('state')).toBe(false);
  });

  test('keeps the query of the redirect URI (3.1.2)', async () => {
    const uri = 'https://app.example/cb?tenant=7&x=';
    const own = await registerApp(owner, { redirect_uris: [uri], automatic_consent: true });
    const { searchParams } = locationOf(await signedIn.get(authorizePath(own)));
    expect([searchParams.get('tenant'), searchParams.get('x')]).toEqual(['7', '']);
    expect(searchParams.has('code')).toBe(true);
  });

  test('is not cached and sends no referrer (RFC 9700, 4.2)', async () => {
    const { headers } = await signedIn.get(authorizePath(client));
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  test('3.1: can be requested by POST, and unknown parameters are ignored', async () => {
    const fields = {
      client_id: client.client_id,
      response_type: 'code',
      state: 's',
      nonce: 'x',
      claims: '{}',
    };
    const posted = await sendForm(app, '/oauth2/auth', fields);
    expect(posted.status).toBe(303);
    const next = locationOf(posted);
    expect(next.pathname).toBe('/oauth2/auth');
    const answer = await signedIn.get(next.pathname + next.search);
    expect(locationOf(answer).searchParams.get('state')).toBe('s');
  });
});

describe('RFC 6749, 4.1.2.1 and RFC 9700, 4.1.3: the browser is never redirected to', () => {
  const several = ['https://app.example/callback', 'https://app.example/other?a=1'];
  let own: RegisteredApp;
  beforeAll(async () => {
    own = await registerApp(owner, { redirect_uris: several, automatic_consent: true });
  });

  test.each([
    ['another host', 'https://evil.example/callback'],
    ['a prefix', 'https://app.example/call'],
    ['a suffix', 'https://app.example/callback/evil'],
    ['a longer host', 'https://app.example.evil.example/callback'],
    ['another query', 'https://app.example/callback?a=1'],
    ['an added query parameter', 'https://app.example/other?a=1&b=2'],
    ['a fragment', 'https://app.example/callback#a'],
    ['an encoded character', 'https://app.example/%63allback'],
    ['an encoded slash', 'https://app.example%2fcallback'],
    ['a path traversal', 'https://app.example/x/../callback'],
    ['another port', 'https://app.example:8443/callback'],
    ['the default port spelled out', 'https://app.example:443/callback'],
    ['another scheme', 'http://app.example/callback'],
    ['a username', 'https://app.example@evil.example/callback'],
    ['another case of the path', 'https://app.example/Callback'],
    ['another case of the host', 'https://APP.example/callback'],
    ['a trailing space', 'https://app.example/callback '],
    ['a backslash', 'https://app.example\\@evil.example/callback'],
    ['a javascript: URI', 'javascript:alert(1)'],
    ['a data: URI', 'data:text/html,x'],
    ['an empty URI', ''],
  ])('%s', async (_what, redirect_uri) => {
    for (const someone of [signedIn, visitor(app)]) {
      const answer = await someone.get(authorizePath(own, { redirect_uri }));
      expect([answer.status, answer.headers['location']]).toEqual([400, undefined]);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.text).toContain('invalid_request');
    }
  });

  test('either of two URIs, even if one is registered', async () => {
    const twice = `${authorizePath(own, { redirect_uri: several[0]! })}&redirect_uri=https%3A%2F%2Fevil.example`;
    expect((await signedIn.get(twice)).status).toBe(400);
  });

  test('any URI of an unknown app', async () => {
    for (const client_id of ['01a1fd1c-68e0-77c2-8725-ad0dd4ca45cb', "x' OR 1=1 --", '<script>']) {
      const answer = await signedIn.get(authorizePath({ client_id }, { redirect_uri: REDIRECT_URI }));
      expect([answer.status, answer.headers['location']]).toEqual([400, undefined]);
      expect(answer.text).not.toContain('<script>');
    }
  });

  test('an app with none or several registered, if the request names none', async () => {
    const none = await registerApp(owner, { redirect_uris: [] });
    for (const one of [none, own]) expect((await signedIn.get(authorizePath(one))).status).toBe(400);
  });
});

test('3.1.2.3: the only redirect URI can be omitted', async () => {
  expect((await outcomeOf({}))['to']).toBe(REDIRECT_URI);
  expect((await outcomeOf({ redirect_uri: REDIRECT_URI }))['to']).toBe(REDIRECT_URI);
});

test('3.1.2.3: with several redirect URIs, the request must name one, and the response goes there', async () => {
  const several = ['https://app.example/one', 'https://app.example/two', 'https://second.example/one'];
  const own = await registerApp(owner, { redirect_uris: several, automatic_consent: true });
  for (const redirect_uri of several)
    expect(await outcomeOf({ redirect_uri }, own)).toMatchObject({
      to: redirect_uri,
      code: expect.stringMatching(/^vkac_/),
    });
  const unnamed = await signedIn.get(authorizePath(own));
  expect([unnamed.status, unnamed.headers['location']]).toEqual([400, undefined]);
  expect(unnamed.text).toContain('This app has several redirect URIs.');
});

test('RFC 8252, 7.3: a loopback redirect URI can have any port, but no other difference', async () => {
  const uris = ['http://127.0.0.1/cb', 'http://[::1]:9000/cb?x=1', 'com.example.app:/cb'];
  const own = await registerApp(owner, { redirect_uris: uris, automatic_consent: true });
  const to = async (redirect_uri: string) =>
    (await signedIn.get(authorizePath(own, { redirect_uri }))).status;
  for (const right of [
    'http://127.0.0.1:51004/cb',
    'http://127.0.0.1/cb',
    'http://[::1]:1/cb?x=1',
    'com.example.app:/cb',
  ])
    expect([right, await to(right)]).toEqual([right, 303]);
  for (const wrong of [
    'http://127.0.0.1:51004/other',
    'http://localhost:51004/cb',
    'http://127.0.0.2:51004/cb',
    'http://127.0.0.1:51004@evil.example/cb',
    'http://127.0.0.1:510040/cb',
    'http://[::1]:1/cb',
    'com.example.app:/other',
  ])
    expect([wrong, await to(wrong)]).toEqual([wrong, 400]);
});

describe('errors redirected to the app', () => {
  test.each<[string, Record<string, string>, string]>([
    ['3.1.1: no response_type', { response_type: '' }, 'invalid_request'],
    ['3.1.1: an unsupported response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['3.1.1: several response_types', { response_type: 'code token' }, 'unsupported_response_type'],
    ['3.3: a scope the app does not have', { scope: 'read.users' }, 'invalid_scope'],
    ['3.3: an unknown scope', { scope: 'read.flows nonsense' }, 'invalid_scope'],
    ['a user to act as', { scope: 'user:7' }, 'invalid_scope'],
    [
      'RFC 7636, 4.4.1: the method plain',
      { code_challenge: challenge, code_challenge_method: 'plain' },
      'invalid_request',
    ],
    ['RFC 7636, 4.3: no method, which means plain', { code_challenge: challenge }, 'invalid_request'],
    [
      'RFC 7636, 4.2: an invalid challenge',
      { code_challenge: 'short', code_challenge_method: 'S256' },
      'invalid_request',
    ],
    ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['RFC 9101, 7: a request object', { request: 'eyJ' }, 'request_not_supported'],
    ['an unsupported response_mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['prompt=none with another value', { prompt: 'none login' }, 'invalid_request'],
  ])('%s', async (_what, fields, error) => {
    const path = authorizePath(client, { state: 'kept', ...fields });
    const answer = await signedIn.get(path);
    const location = locationOf(answer);
    expect(location.origin + location.pathname).toBe(REDIRECT_URI);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      error,
      error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
      state: 'kept',
      iss: expect.any(String),
    });
  });

  test('unauthorized_client if the grant type is not enabled', async () => {
    const own = await registerApp(owner, { grant_types: ['client_credentials'] });
    expect(await outcomeOf({}, own)).toMatchObject({ error: 'unauthorized_client' });
  });

  test('unauthorized_client for an app of the other kind', async () => {
    const keys = await registerApp(owner, { kind: 'api_key' });
    expect(await outcomeOf({}, keys)).toMatchObject({ error: 'unauthorized_client' });
  });

  test('login_required and consent_required with prompt=none', async () => {
    const away = visitor(app);
    const login = locationOf(await away.get(authorizePath(client, { prompt: 'none' })));
    expect(login.searchParams.get('error')).toBe('login_required');
    const asking = await registerApp(owner);
    expect(await outcomeOf({ prompt: 'none' }, asking)).toMatchObject({ error: 'consent_required' });
    expect(await outcomeOf({ prompt: 'none' })).toMatchObject({ code: expect.any(String) });
  });
});

test('RFC 9700, 4.11.2: errors are redirected only after sign-in, or with prompt=none', async () => {
  const wrong = { response_type: 'token' };
  const page = await visitor(app).get(authorizePath(client, wrong));
  expect([page.status, page.headers['location'], page.text]).toEqual([
    200,
    undefined,
    expect.stringContaining('Sign in'),
  ]);
  const silent = await visitor(app).get(authorizePath(client, { ...wrong, prompt: 'none' }));
  expect(locationOf(silent).searchParams.get('error')).toBe('unsupported_response_type');
});

test('3.1: a repeated parameter is refused, and an empty one counts as missing', async () => {
  const twice = locationOf(await signedIn.get(`${authorizePath(client)}&state=b`));
  expect([twice.searchParams.get('error'), twice.searchParams.has('state')]).toEqual([
    'invalid_request',
    false,
  ]);
  const broken = locationOf(await signedIn.get(`${authorizePath(client)}&x=%zz`));
  expect([broken.searchParams.get('error'), broken.searchParams.get('state')]).toEqual([
    'invalid_request',
    'a state',
  ]);
  expect(await outcomeOf({ scope: '' })).toMatchObject({ code: expect.any(String) });
});

test('a request that is too long for a URL is refused, and the page suggests /oauth2/par', async () => {
  const answer = await signedIn.get(authorizePath(client, { state: 'x'.repeat(9_000) }));
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('/oauth2/par')]);
});

test('RFC 7636 and RFC 9700, 2.1.1: a public app needs PKCE', async () => {
  const own = await registerApp(owner, { public: true });
  expect(await outcomeOf({}, own)).toMatchObject({ error: 'invalid_request' });
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  const back = await authorizeApp(app, owner, own, pkce);
  const code = back.searchParams.get('code')!;
  const { status, body } = await sendForm(app, '/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: own.client_id,
    code,
    code_verifier: verifier,
  });
  expect([status, body.token_type]).toEqual([200, 'bearer']);
});

test('CORS: browser apps can call the endpoints they need from any origin, without cookies', async () => {
  for (const path of [
    '/oauth2/token',
    '/oauth2/revoke',
    '/oauth2/par',
    '/.well-known/oauth-authorization-server',
  ]) {
    const { status, headers } = await fetch(app.url + path, { method: 'OPTIONS' });
    expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 204, '*']);
    expect(headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  }
  const refused = await sendForm(app, '/oauth2/token', {}, client.basic);
  expect(refused.headers['access-control-allow-origin']).toBe('*');
  for (const path of ['/oauth2/auth', '/oauth2/introspect', '/login'])
    expect(
      (await fetch(app.url + path, { method: 'OPTIONS' })).headers.has('access-control-allow-origin'),
    ).toBe(false);
});

test('RFC 8414: every endpoint in the metadata exists', async () => {
  const { status, body, headers } = await app.request('GET', '/.well-known/oauth-authorization-server');
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  for (const [name, address] of Object.entries(body as Record<string, string>)) {
    if (!name.endsWith('_endpoint')) continue;
    expect(address.startsWith(`${body.issuer}/oauth2/`)).toBe(true);
    const path = address.slice(body.issuer.length);
    const found = await app.request(name === 'authorization_endpoint' ? 'GET' : 'POST', path);
    expect([name, found.status === 404]).toEqual([name, false]);
  }
  expect(body.code_challenge_methods_supported).toEqual(['S256']);
  expect(body.scopes_supported).toEqual(
    expect.arrayContaining(['offline_access', 'apps.webhook:execute', 'manage.flows']),
  );
});
