import { createHash } from 'node:crypto';
import { hashedPassword, setPassword } from '../../src/users/index.ts';
import { platformDb } from '../../src/db/index.ts';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import { mistyped } from '../support/mistyped.ts';
import {
  asBearer,
  basicOf,
  codeFor,
  givePassword,
  introspect,
  PASSWORD,
  redeem,
  REDIRECT_URI,
  refresh,
  registerApp,
  requestToken,
  sendForm,
  type RegisteredApp,
} from '../support/oauth.ts';

const SCOPES = ['read.flows', 'create.flows', 'offline_access'];
const ALL = ['authorization_code', 'refresh_token', 'client_credentials', 'password'];

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let other: RegisteredApp;

beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
  client = await registerApp(owner, { scopes: SCOPES, grant_types: ALL });
  other = await registerApp(owner, { scopes: SCOPES, grant_types: ALL });
});
afterAll(() => app.close());

const outcome = ({ status, body }: Answer) => [status, body.error ?? 'ok'];
const later = (milliseconds: number, table: string) =>
  tablesOf(app)(table).update({
    expires_at: tablesOf(app).raw('expires_at - ?', [milliseconds]),
  });

describe('RFC 6749, 2.3.1: the app proves itself', () => {
  const grant = { grant_type: 'client_credentials' };

  test('by HTTP Basic, form-encoded, or in the body', async () => {
    const { client_id, client_secret, basic } = client;
    expect(outcome(await sendForm(app, '/oauth2/token', grant, basic))).toEqual([200, 'ok']);
    expect(outcome(await sendForm(app, '/oauth2/token', { ...grant, client_id, client_secret }))).toEqual([
      200,
      'ok',
    ]);
    const encoded = basicOf(client_id.replaceAll('-', '%2D'), client_secret.replace('_', '%5F'));
    expect(outcome(await sendForm(app, '/oauth2/token', grant, encoded))).toEqual([200, 'ok']);
    expect(outcome(await sendForm(app, '/oauth2/token', { ...grant, client_id }, basic))).toEqual([
      200,
      'ok',
    ]);
  });

  test('never by both at once', async () => {
    const { client_id, client_secret, basic } = client;
    const both = await sendForm(app, '/oauth2/token', { ...grant, client_id, client_secret }, basic);
    expect(outcome(both)).toEqual([400, 'invalid_request']);
    const two = await sendForm(app, '/oauth2/token', { ...grant, client_id: other.client_id }, basic);
    expect(outcome(two)).toEqual([400, 'invalid_request']);
  });

  test.each<[string, () => { fields?: Record<string, string>; headers?: Record<string, string> }]>([
    ['nothing', () => ({})],
    ['its id alone', () => ({ fields: { client_id: client.client_id } })],
    ['a wrong secret', () => ({ headers: basicOf(client.client_id, mistyped(client.client_secret)) })],
    ['another app’s secret', () => ({ headers: basicOf(client.client_id, other.client_secret) })],
    [
      'an unknown id',
      () => ({ headers: basicOf('01a1fd1c-68e0-77c2-8725-ad0dd4ca45cb', client.client_secret) }),
    ],
    ['an id that is none', () => ({ headers: basicOf("' OR 1=1 --", client.client_secret) })],
    [
      'a secret in another case',
      () => ({ headers: basicOf(client.client_id, client.client_secret.toUpperCase()) }),
    ],
    ['an empty secret', () => ({ headers: basicOf(client.client_id, '') })],
    [
      'something behind the secret',
      () => ({ headers: basicOf(client.client_id, `${client.client_secret}:x`) }),
    ],
    ['another scheme', () => ({ headers: { Authorization: `Bearer ${client.client_secret}` } })],
    ['no base64', () => ({ headers: { Authorization: 'Basic %%%' } })],
    ['a broken escape', () => ({ headers: basicOf(client.client_id, '%zz') })],
    ['an API key', () => ({ headers: basicOf(owner.email, owner.apiKey) })],
  ])('%s is nobody', async (_what, given) => {
    const { fields = {}, headers = {} } = given();
    const answer = await sendForm(app, '/oauth2/token', { ...grant, ...fields }, headers);
    expect(outcome(answer)).toEqual([401, 'invalid_client']);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="valetkey", charset="UTF-8"');
    expect(answer.text).not.toContain(client.client_secret.slice(5));
  });

  test('a secret that was replaced works until its overlap ends, and not longer; the newest always', async () => {
    const own = await registerApp(owner, { grant_types: ALL, scopes: ['read.flows'] });
    const secrets = `oauth-apps/${own.id}/secrets`;
    const fresh = await owner.post(secrets, document('oauth-app-secret', { overlap: 3600 }));
    const second = { ...own, basic: basicOf(own.client_id, fresh.body.data.attributes.client_secret) };
    expect(outcome(await requestToken(app, own, grant))).toEqual([200, 'ok']);
    expect(outcome(await requestToken(app, second, grant))).toEqual([200, 'ok']);
    await later(3_601_000, 'oauth_app_secrets');
    expect(outcome(await requestToken(app, own, grant))).toEqual([401, 'invalid_client']);
    expect(outcome(await requestToken(app, second, grant))).toEqual([200, 'ok']);
    await owner.post(secrets, document('oauth-app-secret'));
    expect(outcome(await requestToken(app, second, grant))).toEqual([401, 'invalid_client']);
  });

  test('when a secret was used is noted, off the path of the request', async () => {
    const own = await registerApp(owner, { grant_types: ALL });
    await requestToken(app, own, grant);
    await app.platform.services.secretUses.flush();
    const [secret] = (await owner.get(`oauth-apps/${own.id}/secrets`)).body.data;
    expect(Date.parse(secret.attributes.last_used_at)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('RFC 6749, 3.2: the token endpoint', () => {
  test('takes POST alone, and says so', async () => {
    const answer = await app.request('GET', '/oauth2/token', { unknownPath: true });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
  });

  test('2.3.1: takes nothing in the address, where logs would keep it', async () => {
    const { client_id, client_secret } = client;
    const query = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    const answer = await sendForm(app, `/oauth2/token?${query.toString()}`, {});
    expect(outcome(answer)).toEqual([400, 'invalid_request']);
    expect(app.logged()).not.toContain(client_secret);
  });

  test.each([
    ['a parameter that comes twice', 'grant_type=client_credentials&scope=read.flows&scope=read.flows'],
    ['no grant_type', 'scope=read.flows'],
    ['an empty grant_type', 'grant_type='],
    ['a broken escape', 'grant_type=%zz'],
    ['NUL', 'grant_type=client_credentials%00'],
  ])('3.2: %s is an invalid_request', async (_what, body) => {
    expect(outcome(await sendForm(app, '/oauth2/token', body, client.basic))).toEqual([
      400,
      'invalid_request',
    ]);
  });

  test('JSON, and a body beyond all measure, are an invalid_request', async () => {
    const json = await app.request('POST', '/oauth2/token', {
      headers: { ...client.basic, 'Content-Type': 'application/json' },
      body: '{"grant_type":"client_credentials"}',
    });
    expect(outcome(json)).toEqual([400, 'invalid_request']);
    const large = `grant_type=client_credentials&x=${'x'.repeat(70_000)}`;
    expect(outcome(await sendForm(app, '/oauth2/token', large, client.basic))).toEqual([
      400,
      'invalid_request',
    ]);
  });

  test('5.2: an unknown grant, one that is switched off, and an app of the other kind', async () => {
    expect(outcome(await requestToken(app, client, { grant_type: 'magic' }))).toEqual([
      400,
      'unsupported_grant_type',
    ]);
    expect(outcome(await requestToken(app, client, { grant_type: 'constructor' }))).toEqual([
      400,
      'unsupported_grant_type',
    ]);
    const plain = await registerApp(owner);
    for (const grant_type of ['client_credentials', 'password'])
      expect(outcome(await requestToken(app, plain, { grant_type }))).toEqual([400, 'unauthorized_client']);
    const keys = await registerApp(owner, { kind: 'api_key' });
    expect(outcome(await requestToken(app, keys, { grant_type: 'authorization_code' }))).toEqual([
      400,
      'unauthorized_client',
    ]);
  });

  test('5.1: its answer is kept by nobody, and expires_in is a number', async () => {
    const answer = await requestToken(app, client, { grant_type: 'client_credentials' });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^vkat_[0-9A-Za-z]{49}$/),
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'read.flows create.flows',
    });
  });
});

describe('RFC 6749, 4.1.3: a code', () => {
  test('gives a token once; coming again it takes it back (4.1.2)', async () => {
    const code = await codeFor(app, owner, client);
    const first = await redeem(app, client, code);
    expect(outcome(first)).toEqual([200, 'ok']);
    expect((await introspect(app, client, first.body.access_token)).active).toBe(true);
    expect(outcome(await redeem(app, client, code))).toEqual([400, 'invalid_grant']);
    expect((await introspect(app, client, first.body.access_token)).active).toBe(false);
    expect(outcome(await refresh(app, client, first.body.refresh_token))).toEqual([400, 'invalid_grant']);
    const used = await asBearer(app, first.body.access_token, 'GET', `/v2/tenants/${owner.tenantId}/flows`);
    expect(used.status).toBe(401);
  });

  test('of another app is none, and stays good for its own', async () => {
    const code = await codeFor(app, owner, client);
    expect(outcome(await redeem(app, other, code))).toEqual([400, 'invalid_grant']);
    expect(outcome(await redeem(app, client, code))).toEqual([200, 'ok']);
  });

  test('lives as long as the app says, and no longer', async () => {
    const own = await registerApp(owner, { code_lifetime: 60 });
    const code = await codeFor(app, owner, own);
    await later(60_001, 'authorization_codes');
    expect(outcome(await redeem(app, own, code))).toEqual([400, 'invalid_grant']);
  });

  test('takes the redirect URI of its request, if that named one', async () => {
    const named = () => codeFor(app, owner, client, { redirect_uri: REDIRECT_URI });
    expect(outcome(await redeem(app, client, await named()))).toEqual([400, 'invalid_grant']);
    const wrong = { redirect_uri: `${REDIRECT_URI}/x` };
    expect(outcome(await redeem(app, client, await named(), wrong))).toEqual([400, 'invalid_grant']);
    const right = { redirect_uri: REDIRECT_URI };
    expect(outcome(await redeem(app, client, await named(), right))).toEqual([200, 'ok']);
    expect(outcome(await redeem(app, client, await codeFor(app, owner, client), right))).toEqual([200, 'ok']);
    expect(outcome(await redeem(app, client, await codeFor(app, owner, client), wrong))).toEqual([
      400,
      'invalid_grant',
    ]);
  });

  test.each(['', 'vkac_x', 'nonsense', `vkac_${'A'.repeat(49)}`])(
    'that is none (%s) is refused',
    async (code) => {
      const error = code === '' ? 'invalid_request' : 'invalid_grant';
      expect(outcome(await redeem(app, client, code))).toEqual([400, error]);
    },
  );

  describe('with PKCE (RFC 7636, 4.6)', () => {
    const verifier = 'b~._-'.repeat(12);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const withChallenge = { code_challenge: challenge, code_challenge_method: 'S256' };

    test.each<[string, Record<string, string>, Record<string, string>, string]>([
      ['the verifier', withChallenge, { code_verifier: verifier }, 'ok'],
      ['no verifier', withChallenge, {}, 'invalid_grant'],
      ['another verifier', withChallenge, { code_verifier: 'c'.repeat(43) }, 'invalid_grant'],
      ['the challenge for a verifier', withChallenge, { code_verifier: challenge }, 'invalid_grant'],
      ['a verifier that is too short', withChallenge, { code_verifier: 'short' }, 'invalid_grant'],
      ['a verifier without a challenge (RFC 9700, 4.8.2)', {}, { code_verifier: verifier }, 'invalid_grant'],
    ])('%s', async (_what, asked, given, error) => {
      const code = await codeFor(app, owner, client, asked);
      const answer = await redeem(app, client, code, given);
      expect(answer.body.error ?? 'ok').toBe(error);
    });
  });

  test('gives a refresh token with offline_access, and never without', async () => {
    const scopes = async (scope: string) =>
      (await redeem(app, client, await codeFor(app, owner, client, { scope }))).body;
    expect(await scopes('read.flows')).not.toHaveProperty('refresh_token');
    expect(await scopes('read.flows offline_access')).toHaveProperty('refresh_token');
    const without = await registerApp(owner, { scopes: SCOPES, grant_types: ['authorization_code'] });
    const { body } = await redeem(app, without, await codeFor(app, owner, without));
    expect(body).not.toHaveProperty('refresh_token');
  });

  test('is worth nothing once the user has revoked the consent', async () => {
    const own = await registerApp(owner);
    const code = await codeFor(app, owner, own);
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.data;
    await owner.delete(`authorizations/${consent.id}`);
    expect(outcome(await redeem(app, own, code))).toEqual([400, 'invalid_grant']);
  });

  test.each<[string, (member: Caller) => Promise<unknown>]>([
    ['switched off', ({ userId }) => owner.patch(`users/${userId}`, document('user', { active: false }))],
    ['removed', ({ userId }) => owner.delete(`users/${userId}`)],
  ])('of a user who was %s meanwhile is worth nothing', async (_what, change) => {
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const code = await codeFor(app, member, client);
    await change(member);
    expect(outcome(await redeem(app, client, code))).toEqual([400, 'invalid_grant']);
  });

  test('of an app that is no longer for the user is worth nothing', async () => {
    const own = await registerApp(owner);
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const code = await codeFor(app, member, own);
    await owner.patch(`oauth-apps/${own.id}`, document('oauth-app', { audience: 'creator' }));
    expect(outcome(await redeem(app, own, code))).toEqual([400, 'invalid_grant']);
  });
});

describe('RFC 6749, 6, with rotation (RFC 9700, 4.14.2): a refresh token', () => {
  const connected = async () => (await redeem(app, client, await codeFor(app, owner, client))).body;

  test('gives another, time after time', async () => {
    let { refresh_token: token } = await connected();
    const seen = new Set<string>();
    for (let turn = 0; turn < 4; turn += 1) {
      const { status, body } = await refresh(app, client, token);
      expect([status, body.scope]).toEqual([200, SCOPES.join(' ')]);
      seen.add(token);
      token = body.refresh_token;
    }
    expect(seen.size).toBe(4);
  });

  test('may be used again for a lost answer: its unused successor is replaced, so that one lives', async () => {
    const { refresh_token } = await connected();
    const lost = await refresh(app, client, refresh_token);
    const again = await refresh(app, client, refresh_token);
    expect(outcome(again)).toEqual([200, 'ok']);
    expect(outcome(await refresh(app, client, again.body.refresh_token))).toEqual([200, 'ok']);
    expect(outcome(await refresh(app, client, lost.body.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('that was replaced ends the grant when it comes after all', async () => {
    const { refresh_token } = await connected();
    const stolen = await refresh(app, client, refresh_token);
    const again = await refresh(app, client, refresh_token);
    expect(outcome(await refresh(app, client, stolen.body.refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, again.body.refresh_token))).toEqual([400, 'invalid_grant']);
    expect((await introspect(app, client, again.body.access_token)).active).toBe(false);
  });

  test('ends the grant when it comes again after its successor was used', async () => {
    const { refresh_token } = await connected();
    const second = (await refresh(app, client, refresh_token)).body;
    const third = (await refresh(app, client, second.refresh_token)).body;
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, third.refresh_token))).toEqual([400, 'invalid_grant']);
    expect((await introspect(app, client, third.access_token)).active).toBe(false);
  });

  test('ends the grant when it comes again after half a minute', async () => {
    const { refresh_token } = await connected();
    const second = (await refresh(app, client, refresh_token)).body;
    const sql = tablesOf(app);
    await sql('refresh_tokens')
      .whereNotNull('used_at')
      .update({ used_at: sql.raw('used_at - 30001') });
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, second.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('of another app is none, and stays good for its own', async () => {
    const { refresh_token } = await connected();
    expect(outcome(await refresh(app, other, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([200, 'ok']);
  });

  test('takes narrower scopes for one access token, and never wider ones', async () => {
    const code = await codeFor(app, owner, client, { scope: 'read.flows offline_access' });
    const { refresh_token } = (await redeem(app, client, code)).body;
    expect(outcome(await refresh(app, client, refresh_token, { scope: 'create.flows' }))).toEqual([
      400,
      'invalid_scope',
    ]);
    const narrow = await refresh(app, client, refresh_token, { scope: 'read.flows' });
    expect([narrow.status, narrow.body.scope]).toEqual([200, 'read.flows']);
    const next = await refresh(app, client, narrow.body.refresh_token);
    expect(next.body.scope).toBe('read.flows offline_access');
  });

  test('lives for as long after its last use as the app says', async () => {
    const own = await registerApp(owner, { scopes: SCOPES, refresh_token_lifetime: 3600 });
    let token = (await redeem(app, own, await codeFor(app, owner, own))).body.refresh_token;
    for (let turn = 0; turn < 3; turn += 1) {
      await later(3_000_000, 'refresh_tokens');
      await later(3_000_000, 'token_grants');
      token = (await refresh(app, own, token)).body.refresh_token;
    }
    await later(3_600_001, 'refresh_tokens');
    expect(outcome(await refresh(app, own, token))).toEqual([400, 'invalid_grant']);
  });

  test.each<[string, (member: Caller) => Promise<unknown>]>([
    [
      'the user is switched off',
      ({ userId }) => owner.patch(`users/${userId}`, document('user', { active: false })),
    ],
    ['the user is removed', ({ userId }) => owner.delete(`users/${userId}`)],
    [
      'the consent is revoked',
      async ({ userId }) => {
        const [consent] = (await owner.get(`authorizations?filter[user]=${userId}`)).body.data;
        await owner.delete(`authorizations/${consent.id}`);
      },
    ],
  ])('and its access token are dead when %s', async (_what, change) => {
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, member, client)))
      .body;
    await change(member);
    expect(outcome(await refresh(app, client, refresh_token))).toEqual([400, 'invalid_grant']);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
    expect((await asBearer(app, access_token, 'GET', '/v2/me')).status).toBe(401);
  });

  test.each(['', 'vkrt_x', 'nonsense'])('that is none (%s) is refused', async (token) => {
    const error = token === '' ? 'invalid_request' : 'invalid_grant';
    expect(outcome(await refresh(app, client, token))).toEqual([400, error]);
  });
});

describe('RFC 6749, 4.4: client credentials', () => {
  const ask = (of: RegisteredApp, scope?: string) =>
    requestToken(app, of, { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) });

  test('are off unless the app has them, and never a public app’s', async () => {
    const plain = await registerApp(owner, { scopes: SCOPES });
    expect(outcome(await ask(plain))).toEqual([400, 'unauthorized_client']);
    const made = await owner.post(
      'oauth-apps',
      document('oauth-app', { public: true, grant_types: ['client_credentials'] }),
    );
    expect([made.status, made.body.errors[0].source.pointer]).toEqual([422, '/data/attributes/grant_types']);
  });

  test('give what is asked for within the app’s scopes, never a refresh token', async () => {
    expect((await ask(client, 'read.flows')).body.scope).toBe('read.flows');
    const { body } = await ask(client, 'read.flows offline_access');
    expect(body).toMatchObject({ scope: 'read.flows' });
    expect(body).not.toHaveProperty('refresh_token');
    expect(outcome(await ask(client, 'read.users'))).toEqual([400, 'invalid_scope']);
  });

  test('let the app act as itself: what it makes is nobody’s, and the log names it', async () => {
    const { access_token } = (await ask(client)).body;
    const made = await asBearer(
      app,
      access_token,
      'POST',
      `/v2/tenants/${owner.tenantId}/flows`,
      document('flow', { name: 'by the app' }),
    );
    expect([made.status, made.body.data.relationships.created_by.data]).toEqual([201, null]);
    const [event] = (await owner.get(`audit-events?filter[resource]=${made.body.data.id}`)).body.data;
    expect(event.attributes).toMatchObject({ actor_type: 'app', actor_id: null, oauth_app_id: client.id });
    expect(
      outcomeOfApi(await asBearer(app, access_token, 'GET', `/v2/tenants/${owner.tenantId}/users`)),
    ).toBe('403 permission_missing');
  });

  describe('with scope=user:{id}', () => {
    let impersonating: RegisteredApp;
    let alex: Caller;
    beforeAll(async () => {
      impersonating = await registerApp(owner, {
        scopes: ['manage.flows', 'manage.users'],
        grant_types: ALL,
        impersonation: true,
      });
      alex = await app.member(owner, 'developer');
    });

    test('act as that user: what they make is created by the user, and the log names both', async () => {
      const { body } = await ask(impersonating, `user:${alex.userId}`);
      expect(body.scope).toBe(`user:${alex.userId} manage.flows manage.users`);
      const made = await asBearer(
        app,
        body.access_token,
        'POST',
        `/v2/tenants/${owner.tenantId}/flows`,
        document('flow', { name: 'as Alex' }),
      );
      expect(made.body.data.relationships.created_by.data.id).toBe(alex.userId);
      const [event] = (await owner.get(`audit-events?filter[resource]=${made.body.data.id}`)).body.data;
      expect(event.attributes).toMatchObject({
        actor_type: 'user',
        actor_id: alex.userId,
        actor_name: alex.email,
        oauth_app_id: impersonating.id,
      });
    });

    test('what the user may not do is refused, whatever the scopes', async () => {
      const { access_token } = (await ask(impersonating, `user:${alex.userId}`)).body;
      const flow = (await owner.post('flows', document('flow', { name: 'x' }))).body.data.id;
      const path = `/v2/tenants/${owner.tenantId}`;
      expect(outcomeOfApi(await asBearer(app, access_token, 'DELETE', `${path}/flows/${flow}`))).toBe(
        '403 permission_missing',
      );
      expect(outcomeOfApi(await asBearer(app, access_token, 'GET', `${path}/users`))).toBe('200');
      expect(outcomeOfApi(await asBearer(app, access_token, 'GET', `${path}/credentials`))).toBe(
        '403 permission_missing',
      );
    });

    test('narrower scopes may be asked for beside', async () => {
      const { body } = await ask(impersonating, `user:${alex.userId} read.flows`);
      expect(body.scope).toBe(`user:${alex.userId} read.flows`);
    });

    test('the user must be one of the tenant, and active, when the token is issued', async () => {
      const stranger = await app.tenant();
      const off = await app.member(owner, 'developer');
      await owner.patch(`users/${off.userId}`, document('user', { active: false }));
      for (const id of [stranger.userId, off.userId, '7', '', '01a1fd1c-68e0-77c2-8725-ad0dd4ca45cb'])
        expect([id, ...outcome(await ask(impersonating, `user:${id}`))]).toEqual([id, 400, 'invalid_scope']);
      const two = `user:${alex.userId} user:${owner.userId}`;
      expect(outcome(await ask(impersonating, two))).toEqual([400, 'invalid_scope']);
    });

    test('and when it is used', async () => {
      const member = await app.member(owner, 'developer');
      const { access_token } = (await ask(impersonating, `user:${member.userId}`)).body;
      const seen = () => asBearer(app, access_token, 'GET', `/v2/tenants/${owner.tenantId}/flows`);
      expect((await seen()).status).toBe(200);
      await owner.patch(`users/${member.userId}`, document('user', { active: false }));
      expect((await seen()).status).toBe(401);
      await owner.patch(`users/${member.userId}`, document('user', { active: true }));
      expect((await seen()).status).toBe(200);
      await owner.patch(`oauth-apps/${impersonating.id}`, document('oauth-app', { impersonation: false }));
      expect((await seen()).status).toBe(401);
      expect(outcome(await ask(impersonating, `user:${member.userId}`))).toEqual([400, 'invalid_scope']);
      await owner.patch(`oauth-apps/${impersonating.id}`, document('oauth-app', { impersonation: true }));
      await owner.delete(`users/${member.userId}`);
      expect((await seen()).status).toBe(401);
    });
  });
});

describe('RFC 6749, 4.3: the password, for apps of old', () => {
  const ask = (username: string, password: string, scope = 'read.flows offline_access') =>
    requestToken(app, client, { grant_type: 'password', username, password, scope });

  test('gives tokens as a code does, and a consent that can be revoked', async () => {
    const member = await app.member(owner, 'developer');
    await givePassword(app, member);
    const { status, body } = await ask(member.email.toUpperCase(), PASSWORD);
    expect([status, body.scope]).toEqual([200, 'read.flows offline_access']);
    const renewed = await refresh(app, client, body.refresh_token);
    expect(outcome(renewed)).toEqual([200, 'ok']);
    const [consent] = (await owner.get(`authorizations?filter[user]=${member.userId}`)).body.data;
    await owner.delete(`authorizations/${consent.id}`);
    expect((await introspect(app, client, renewed.body.access_token)).active).toBe(false);
  });

  test('is refused alike for a wrong password, an unknown name and another tenant’s user', async () => {
    const member = await app.member(owner, 'developer');
    const words = new Set<string>();
    for (const answer of [await ask(member.email, 'nonsense'), await ask('nobody@acme.test', PASSWORD)]) {
      expect(outcome(answer)).toEqual([400, 'invalid_grant']);
      words.add(answer.text);
    }
    expect(words.size).toBe(1);
    const stranger = await app.tenant();
    await givePassword(app, stranger);
    expect(outcome(await ask(stranger.email, PASSWORD))).toEqual([400, 'invalid_grant']);
  });

  test('is locked after five failures, as everywhere', async () => {
    const member = await app.member(owner, 'developer');
    const hash = await hashedPassword('another long password');
    await setPassword(platformDb(app.platform.services.database), member.userId, hash, Date.now());
    for (let turn = 0; turn < 5; turn += 1) await ask(member.email, 'nonsense');
    expect(outcome(await ask(member.email, 'another long password'))).toEqual([400, 'invalid_grant']);
  });

  test('needs both parameters', async () => {
    const answer = await requestToken(app, client, { grant_type: 'password', username: owner.email });
    expect(outcome(answer)).toEqual([400, 'invalid_request']);
  });
});

test('every token that is handed out is in the audit log: for whom, through which app; and no token is', async () => {
  const own = await registerApp(owner, { grant_types: ALL, scopes: ['read.flows'] });
  const { access_token } = (await requestToken(app, own, { grant_type: 'client_credentials' })).body;
  await app.platform.services.handOuts.close();
  const events = (await owner.get('audit-events?filter[action]=oauth-apps.get_token')).body.data;
  const mine = events.filter((event: Answer['body']) => event.attributes.oauth_app_id === own.id);
  expect(mine).toHaveLength(1);
  expect(mine[0].attributes).toMatchObject({ actor_type: 'app', resource_id: own.id });
  expect(JSON.stringify(events)).not.toContain(access_token);
  expect(app.logged()).not.toContain(access_token);
});

function outcomeOfApi({ status, body }: Answer): string {
  return `${status} ${body?.errors?.[0].code ?? ''}`.trim();
}
