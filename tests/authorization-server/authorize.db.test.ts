import { createHash } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import {
  authorizePath,
  givePassword,
  hidden,
  letIn,
  locationOf,
  redeem,
  REDIRECT_URI,
  registerApp,
  sendForm,
  signedInVisitor,
  visitor,
  type RegisteredApp,
  type Visitor,
} from '../support/oauth.ts';

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let signedIn: Visitor;

const SCOPES = ['read.flows', 'create.flows', 'offline_access'];

beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
  client = await registerApp(owner, { scopes: SCOPES, automatic_consent: true });
  signedIn = visitor(app);
  await signedIn.signIn(await signedIn.get('/login'), owner.email);
});
afterAll(() => app.close());

const verifier = 'a'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

/** Where a request of somebody who is signed in, and need not be asked, ends. */
const outcomeOf = async (fields: Record<string, string>, of = client) => {
  const answer = await signedIn.get(authorizePath(of, fields));
  if (answer.status !== 303) return { status: answer.status, text: answer.text };
  const { origin, pathname, searchParams } = locationOf(answer);
  return { to: origin + pathname, ...Object.fromEntries(searchParams) } as Record<string, unknown>;
};

describe('RFC 6749, 4.1.2: the answer', () => {
  test('brings the code, the state as it was, and the issuer (RFC 9207)', async () => {
    const state = '"{"hi":"there"}" & ünïcode %20+';
    expect(await outcomeOf({ state })).toEqual({
      to: REDIRECT_URI,
      code: expect.stringMatching(/^vkac_/),
      state,
      iss: app.platform.services.authorizationServer.issuer,
    });
  });

  test('has no state where there was none', async () => {
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

  test('is not to be kept by anybody on the way (RFC 9700, 4.2)', async () => {
    const { headers } = await signedIn.get(authorizePath(client));
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  test('3.1: the request may come by POST, and unknown parameters are left alone', async () => {
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

describe('RFC 6749, 4.1.2.1 and RFC 9700, 4.1.3: the browser is never sent to', () => {
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
    ['a further query', 'https://app.example/other?a=1&b=2'],
    ['a fragment', 'https://app.example/callback#a'],
    ['an encoded spelling', 'https://app.example/%63allback'],
    ['an encoded slash', 'https://app.example%2fcallback'],
    ['a step up', 'https://app.example/x/../callback'],
    ['another port', 'https://app.example:8443/callback'],
    ['the default port spelled out', 'https://app.example:443/callback'],
    ['another scheme', 'http://app.example/callback'],
    ['a user in front', 'https://app.example@evil.example/callback'],
    ['another case of the path', 'https://app.example/Callback'],
    ['another case of the host', 'https://APP.example/callback'],
    ['a space behind', 'https://app.example/callback '],
    ['a backslash', 'https://app.example\\@evil.example/callback'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['nothing', ''],
  ])('%s', async (_what, redirect_uri) => {
    for (const someone of [signedIn, visitor(app)]) {
      const answer = await someone.get(authorizePath(own, { redirect_uri }));
      expect([answer.status, answer.headers['location']]).toEqual([400, undefined]);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.text).toContain('invalid_request');
    }
  });

  test('two, of which one is right', async () => {
    const twice = `${authorizePath(own, { redirect_uri: several[0]! })}&redirect_uri=https%3A%2F%2Fevil.example`;
    expect((await signedIn.get(twice)).status).toBe(400);
  });

  test('anywhere, for an app that nobody knows', async () => {
    for (const client_id of ['01a1fd1c-68e0-77c2-8725-ad0dd4ca45cb', "x' OR 1=1 --", '<script>']) {
      const answer = await signedIn.get(authorizePath({ client_id }, { redirect_uri: REDIRECT_URI }));
      expect([answer.status, answer.headers['location']]).toEqual([400, undefined]);
      expect(answer.text).not.toContain('<script>');
    }
  });

  test('an app that has none, or several and names none', async () => {
    const none = await registerApp(owner, { redirect_uris: [] });
    for (const one of [none, own]) expect((await signedIn.get(authorizePath(one))).status).toBe(400);
  });
});

test('3.1.2.3: the only redirect URI may be left out, one of several is named', async () => {
  expect((await outcomeOf({}))['to']).toBe(REDIRECT_URI);
  expect((await outcomeOf({ redirect_uri: REDIRECT_URI }))['to']).toBe(REDIRECT_URI);
});

test('RFC 8252, 7.3: any port on the loopback interface, and nothing else of it', async () => {
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

describe('errors that the app is told', () => {
  test.each<[string, Record<string, string>, string]>([
    ['3.1.1: no response_type', { response_type: '' }, 'invalid_request'],
    ['3.1.1: another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['3.1.1: several response_types', { response_type: 'code token' }, 'unsupported_response_type'],
    ['3.3: a scope that the app has not', { scope: 'read.users' }, 'invalid_scope'],
    ['3.3: a scope that nobody knows', { scope: 'read.flows nonsense' }, 'invalid_scope'],
    ['a user to act as', { scope: 'user:7' }, 'invalid_scope'],
    [
      'RFC 7636, 4.4.1: the method plain',
      { code_challenge: challenge, code_challenge_method: 'plain' },
      'invalid_request',
    ],
    ['RFC 7636, 4.3: no method, which means plain', { code_challenge: challenge }, 'invalid_request'],
    [
      'RFC 7636, 4.2: a challenge that is none',
      { code_challenge: 'short', code_challenge_method: 'S256' },
      'invalid_request',
    ],
    ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['RFC 9101, 7: a request object', { request: 'eyJ' }, 'request_not_supported'],
    ['another response_mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['prompt none with another', { prompt: 'none login' }, 'invalid_request'],
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

  test('unauthorized_client where the grant is switched off', async () => {
    const own = await registerApp(owner, { grant_types: ['client_credentials'] });
    expect(await outcomeOf({}, own)).toMatchObject({ error: 'unauthorized_client' });
  });

  test('unauthorized_client for an app of the other kind', async () => {
    const keys = await registerApp(owner, { kind: 'api_key' });
    expect(await outcomeOf({}, keys)).toMatchObject({ error: 'unauthorized_client' });
  });

  test('login_required and consent_required where nobody may be asked', async () => {
    const away = visitor(app);
    const login = locationOf(await away.get(authorizePath(client, { prompt: 'none' })));
    expect(login.searchParams.get('error')).toBe('login_required');
    const asking = await registerApp(owner);
    expect(await outcomeOf({ prompt: 'none' }, asking)).toMatchObject({ error: 'consent_required' });
    expect(await outcomeOf({ prompt: 'none' })).toMatchObject({ code: expect.any(String) });
  });
});

test('RFC 9700, 4.11.2: nobody is sent away before they have signed in, but silently', async () => {
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

test('3.1: a parameter that comes twice is refused, one without a value counts as absent', async () => {
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

test('a request that is longer than an address may be is refused, and told what to do', async () => {
  const answer = await signedIn.get(authorizePath(client, { state: 'x'.repeat(9_000) }));
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('/oauth2/par')]);
});

test('RFC 7636 and RFC 9700, 2.1.1: a public app needs PKCE', async () => {
  const own = await registerApp(owner, { public: true });
  expect(await outcomeOf({}, own)).toMatchObject({ error: 'invalid_request' });
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  const back = await letIn(app, owner, own, pkce);
  const code = back.searchParams.get('code')!;
  const { status, body } = await sendForm(app, '/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: own.client_id,
    code,
    code_verifier: verifier,
  });
  expect([status, body.token_type]).toEqual([200, 'bearer']);
});

test('CORS: apps in browsers reach what they need, from anywhere and without cookies', async () => {
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

describe('consent', () => {
  let asking: RegisteredApp;
  beforeAll(async () => {
    asking = await registerApp(owner, {
      name: '<script>alert("Tool")</script>',
      website_url: 'https://tool.example/about?a=1&b=2',
      logo_url: 'https://cdn.tool.example/logo.png',
      scopes: SCOPES,
    });
  });

  test('is asked for with the app’s name, logo and website and the scopes in words', async () => {
    const page = await signedIn.get(authorizePath(asking, { scope: 'read.flows offline_access' }));
    expect(page.status).toBe(200);
    expect(page.text).toContain('&lt;script&gt;alert(&quot;Tool&quot;)&lt;/script&gt;');
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('src="https://cdn.tool.example/logo.png"');
    expect(page.text).toContain('href="https://tool.example/about?a=1&amp;b=2"');
    expect(page.text).toMatch(/See flows.*Stay connected while you are away/s);
    expect(page.text).not.toContain('Make flows');
    expect(page.text).toContain(owner.email);
  });

  test('is on a page that nobody may frame, without scripts, that loads nothing but the logo', async () => {
    const { headers } = await signedIn.get(authorizePath(asking));
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src https:\/\/cdn\.tool\.example; form-action 'self' https:\/\/app\.example; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test('denied, tells the app so, with its state (4.1.2.1)', async () => {
    const page = await signedIn.get(authorizePath(asking, { state: 'mine' }));
    const { searchParams } = locationOf(await signedIn.decide(page, 'deny'));
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 'mine' });
    expect(
      (await owner.get('authorizations')).body.data.map(
        (one: Answer['body']) => one.relationships.oauth_app.data.id,
      ),
    ).not.toContain(asking.id);
  });

  test('given, is remembered until scopes grow, and asked again when prompted', async () => {
    const first = await signedIn.get(authorizePath(asking, { scope: 'read.flows' }));
    expect(locationOf(await signedIn.decide(first)).searchParams.has('code')).toBe(true);
    expect(await outcomeOf({ scope: 'read.flows' }, asking)).toMatchObject({ code: expect.any(String) });
    const more = await signedIn.get(authorizePath(asking, { scope: 'read.flows create.flows' }));
    expect(more.status).toBe(200);
    await signedIn.decide(more);
    expect(await outcomeOf({ scope: 'create.flows' }, asking)).toMatchObject({ code: expect.any(String) });
    expect(
      (await signedIn.get(authorizePath(asking, { scope: 'read.flows', prompt: 'consent' }))).status,
    ).toBe(200);
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${asking.id}`)).body.data;
    expect(consent.attributes.scopes).toEqual(['read.flows', 'create.flows']);
  });

  test('revoked, is asked for again', async () => {
    const own = await registerApp(owner);
    await letIn(app, owner, own);
    expect(await outcomeOf({}, own)).toMatchObject({ code: expect.any(String) });
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.data;
    expect((await owner.delete(`authorizations/${consent.id}`)).status).toBe(204);
    expect((await signedIn.get(authorizePath(own))).status).toBe(200);
  });

  test('RFC 8252, 8.6: is always asked for where any program on the device could take the answer', async () => {
    const own = await registerApp(owner, {
      public: true,
      redirect_uris: ['com.example.app:/cb'],
      automatic_consent: true,
    });
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    await letIn(app, owner, own, pkce);
    expect((await signedIn.get(authorizePath(own, pkce))).status).toBe(200);
  });

  test('10.12: is not given by a form of another site', async () => {
    const page = await signedIn.get(authorizePath(asking, { prompt: 'consent' }));
    for (const form_token of ['', 'x', (await visitor(app).get(authorizePath(asking))).text.slice(0, 64)]) {
      const answer = await signedIn.decide(page, 'allow', { form_token });
      expect([answer.status, answer.headers['location']]).toEqual([403, undefined]);
    }
    // Nor by the token of one's own form with somebody else's cookie.
    const other = await app.member(owner, 'admin');
    await givePassword(app, other);
    const victim = visitor(app);
    await victim.signIn(await victim.get('/login'), other.email);
    expect((await victim.post('/oauth2/consent', { ...hidden(page), decision: 'allow' })).status).toBe(403);
  });

  test('is checked again against the request that the browser brings', async () => {
    const page = await signedIn.get(authorizePath(asking, { prompt: 'consent' }));
    const { request } = hidden(page);
    const moved = request!.replace('state=a+state', 'state=x&redirect_uri=https%3A%2F%2Fevil.example');
    const answer = await signedIn.decide(page, 'allow', { request: moved });
    expect([answer.status, answer.headers['location']]).toEqual([400, undefined]);
    for (const elsewhere of ['https://evil.example', '//evil.example', '/v2/me', ''])
      expect((await signedIn.decide(page, 'allow', { request: elsewhere })).status).toBe(403);
  });

  test('after signing out is asked for after signing in', async () => {
    const someone = visitor(app);
    await someone.signIn(await someone.get('/login'), owner.email);
    const page = await someone.get(authorizePath(asking, { prompt: 'consent' }));
    const elsewhere = visitor(app);
    for (const [name, value] of someone.cookies) elsewhere.cookies.set(name, value);
    await elsewhere.post('/logout', { form_token: hidden(page)['form_token']! });
    const answer = await someone.decide(page);
    expect([answer.status, locationOf(answer).pathname]).toEqual([303, '/oauth2/auth']);
  });
});

describe('whose users may let an app in', () => {
  let stranger: Caller;
  beforeAll(async () => {
    stranger = await app.tenant('Elsewhere');
    await givePassword(app, stranger);
  });

  test.each(['creator', 'tenant'])(
    '%s: another tenant’s user is told that it is not for them',
    async (audience) => {
      const own = await registerApp(owner, { audience, automatic_consent: true });
      const someone = visitor(app);
      await someone.signIn(await someone.get('/login'), stranger.email);
      const page = await someone.get(authorizePath(own));
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('not for this account')]);
      // Nor by a form that says otherwise.
      const forced = {
        ...hidden(page),
        request: authorizePath(own),
        decision: 'allow',
        tenant: owner.tenantId,
      };
      expect((await someone.post('/oauth2/consent', forced)).status).toBe(403);
    },
  );

  test('creator: a colleague is told so too', async () => {
    const own = await registerApp(owner, { audience: 'creator' });
    const colleague = await app.member(owner, 'admin');
    await givePassword(app, colleague);
    const someone = visitor(app);
    await someone.signIn(await someone.get('/login'), colleague.email);
    expect((await someone.get(authorizePath(own))).status).toBe(403);
    expect((await signedIn.get(authorizePath(own))).status).toBe(200);
  });

  test('any: into their own tenant, and never without being asked', async () => {
    const own = await registerApp(owner, {
      audience: 'any',
      automatic_consent: true,
      scopes: ['read.flows'],
    });
    const someone = await signedInVisitor(app, stranger);
    const page = await someone.get(authorizePath(own));
    expect(page.status).toBe(200);
    const back = locationOf(await someone.decide(page));
    const { body } = await redeem(app, own, back.searchParams.get('code')!);
    const seen = await app.request('GET', `/v2/tenants/${stranger.tenantId}/flows`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    });
    expect(seen.status).toBe(200);
    const abroad = await app.request('GET', `/v2/tenants/${owner.tenantId}/flows`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    });
    expect(abroad.status).toBe(404);
  });

  test('any: who has several tenants chooses one, of those to which they have agreed', async () => {
    const own = await registerApp(owner, {
      audience: 'any',
      automatic_consent: true,
      scopes: ['read.flows'],
    });
    const { body } = await stranger.get('roles');
    const viewer = body.data.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
    const related = { role: { type: 'role', id: viewer } };
    await stranger.post('users', document('user', { email: owner.email }, related));
    // Nobody has asked them: that tenant is none of theirs yet, by whatever form.
    const alone = await signedIn.get(authorizePath(own, { prompt: 'consent' }));
    expect(alone.text).not.toContain(stranger.tenantId);
    expect((await signedIn.decide(alone, 'allow', { tenant: stranger.tenantId })).status).toBe(200);

    const invited = await signedIn.get('/login');
    expect(invited.text).toContain(stranger.tenantId);
    await signedIn.post('/invitations', { ...hidden(invited), answer: 'accept' });
    const page = await signedIn.get(authorizePath(own));
    expect(page.status).toBe(200);
    expect(page.text).toContain('In which tenant?');
    expect(page.text).not.toContain('checked');
    const third = await app.tenant();
    for (const tenant of [third.tenantId, ''])
      expect((await signedIn.decide(page, 'allow', { tenant })).status).toBe(200);
    const back = locationOf(await signedIn.decide(page, 'allow', { tenant: stranger.tenantId }));
    const token = await redeem(app, own, back.searchParams.get('code')!);
    const told = await sendForm(app, '/oauth2/introspect', { token: token.body.access_token }, own.basic);
    expect(told.body.tenant_id).toBe(stranger.tenantId);
  });

  test('tenant: who has been added but has not agreed is asked that first', async () => {
    const own = await registerApp(owner, { automatic_consent: true });
    const { body } = await owner.get('roles');
    const viewer = body.data.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
    await owner.post(
      'users',
      document('user', { email: stranger.email }, { role: { type: 'role', id: viewer } }),
    );
    const someone = await signedInVisitor(app, stranger);
    const page = await someone.get(authorizePath(own));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining(owner.tenantId)]);
    const accepted = await someone.post('/invitations', { ...hidden(page), answer: 'accept' });
    const { pathname, search } = locationOf(accepted);
    expect(locationOf(await someone.get(pathname + search)).searchParams.has('code')).toBe(true);
    const [member] = (await owner.get(`users?filter[email]=${stranger.email}`)).body.data;
    expect(member.attributes.accepted).toBe(true);
  });

  test('who declines an invitation is no user of that tenant', async () => {
    const other = await app.tenant();
    const { body } = await other.get('roles');
    const viewer = body.data.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
    await other.post(
      'users',
      document('user', { email: stranger.email }, { role: { type: 'role', id: viewer } }),
    );
    const someone = await signedInVisitor(app, stranger);
    await someone.post('/invitations', { ...hidden(await someone.get('/login')), answer: 'decline' });
    expect((await other.get(`users?filter[email]=${stranger.email}`)).body.data).toEqual([]);
  });
});

describe('RFC 9126: a pushed request', () => {
  const push = (fields: Record<string, string>, of = client) =>
    sendForm(
      app,
      '/oauth2/par',
      { client_id: of.client_id, response_type: 'code', state: 'pushed', ...fields },
      of.basic,
    );

  test('counts as it was pushed, whatever the browser adds, and once', async () => {
    const { status, body } = await push({ scope: 'read.flows' });
    expect([status, body.expires_in]).toEqual([201, 600]);
    const query = new URLSearchParams({
      client_id: client.client_id,
      request_uri: body.request_uri,
      state: 'added',
      scope: 'create.flows',
    });
    const path = `/oauth2/auth?${query.toString()}`;
    const { searchParams } = locationOf(await signedIn.get(path));
    expect(searchParams.get('state')).toBe('pushed');
    const { body: token } = await redeem(app, client, searchParams.get('code')!);
    expect(token.scope).toBe('read.flows');
    expect((await signedIn.get(path)).status).toBe(400);
  });

  test('survives signing in and consent', async () => {
    const asking = await registerApp(owner, { scopes: ['read.flows'] });
    const { body } = await push({}, asking);
    const query = new URLSearchParams({ client_id: asking.client_id, request_uri: body.request_uri });
    const someone = visitor(app);
    const login = await someone.signIn(await someone.get(`/oauth2/auth?${query.toString()}`), owner.email);
    const { pathname, search } = locationOf(login);
    const page = await someone.get(pathname + search);
    expect(locationOf(await someone.decide(page)).searchParams.get('state')).toBe('pushed');
  });

  test('with prompt=login asks for signing in once', async () => {
    const { body } = await push({ prompt: 'login' });
    const query = new URLSearchParams({ client_id: client.client_id, request_uri: body.request_uri });
    const path = `/oauth2/auth?${query.toString()}`;
    const someone = await signedInVisitor(app, owner);
    const sql = tablesOf(app);
    await sql('sessions').update({ created_at: sql.raw('created_at - 60000') });
    const page = await someone.get(path);
    expect(page.text).toContain('<h1>Sign in</h1>');
    const { pathname, search } = locationOf(await someone.signIn(page, owner.email));
    expect(locationOf(await someone.get(pathname + search)).searchParams.has('code')).toBe(true);
  });

  test('is answered once, however many bring it at the same moment', async () => {
    const asking = await registerApp(owner, { scopes: ['read.flows'] });
    const { body } = await push({}, asking);
    const query = new URLSearchParams({ client_id: asking.client_id, request_uri: body.request_uri });
    const page = await signedIn.get(`/oauth2/auth?${query.toString()}`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signedIn.decide(page)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  test('keeps nothing that is no part of a request, and no more than an address may hold', async () => {
    const { body } = await push({ junk: 'x'.repeat(50_000) });
    const [row] = await tablesOf(app)('pushed_requests').orderBy('expires_at', 'desc').limit(1);
    expect([body.expires_in, JSON.stringify(row).length < 1_000]).toEqual([600, true]);
    const long = await push({ state: 'x'.repeat(9_000) });
    expect([long.status, long.body.error]).toEqual([400, 'invalid_request']);
  });

  test('of another app, or none, is not taken', async () => {
    const { body } = await push({});
    const other = await registerApp(owner, { automatic_consent: true });
    for (const request_uri of [
      body.request_uri,
      'urn:ietf:params:oauth:request_uri:vkpr_x',
      'https://evil.example/request',
    ]) {
      const query = new URLSearchParams({ client_id: other.client_id, request_uri });
      expect((await signedIn.get(`/oauth2/auth?${query.toString()}`)).status).toBe(400);
    }
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['2.1: with a request_uri', { request_uri: 'urn:x' }, 400, 'invalid_request'],
    [
      '2.3: with a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example' },
      400,
      'invalid_request',
    ],
    ['2.3: with a scope that the app has not', { scope: 'read.users' }, 400, 'invalid_scope'],
    ['with another response_type', { response_type: 'token' }, 400, 'unsupported_response_type'],
  ])('%s is refused at once', async (_what, fields, status, error) => {
    const answer = await push(fields);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  test('2.1: names its app, whatever proves it', async () => {
    const answer = await sendForm(app, '/oauth2/par', { response_type: 'code' }, client.basic);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  test('2: takes the app’s proof', async () => {
    const answer = await sendForm(app, '/oauth2/par', { client_id: client.client_id, response_type: 'code' });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});

test('RFC 8414: the metadata names every endpoint, and each is there', async () => {
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
