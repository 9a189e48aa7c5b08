import { document, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { mistyped } from '../support/mistyped.ts';
import {
  basicOf,
  expireEarlier,
  outcome,
  registerApp,
  requestToken,
  sendForm,
  type RegisteredApp,
} from '../support/oauth.ts';
import { setUpTokens } from './setup.ts';

const ALL = ['authorization_code', 'refresh_token', 'client_credentials', 'password'];

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let other: RegisteredApp;

beforeAll(async () => {
  ({ app, owner, client, other } = await setUpTokens());
});
afterAll(() => app.close());

describe('RFC 6749, 2.3.1: client authentication', () => {
  const grant = { grant_type: 'client_credentials' };

  test('works by HTTP Basic, form-encoded or not, and in the body', async () => {
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

  test('cannot use HTTP Basic and the body at once', async () => {
    const { client_id, client_secret, basic } = client;
    const both = await sendForm(app, '/oauth2/token', { ...grant, client_id, client_secret }, basic);
    expect(outcome(both)).toEqual([400, 'invalid_request']);
    const two = await sendForm(app, '/oauth2/token', { ...grant, client_id: other.client_id }, basic);
    expect(outcome(two)).toEqual([400, 'invalid_request']);
  });

  test.each<[string, () => { fields?: Record<string, string>; headers?: Record<string, string> }]>([
    ['no credentials', () => ({})],
    ['only client_id', () => ({ fields: { client_id: client.client_id } })],
    ['a wrong secret', () => ({ headers: basicOf(client.client_id, mistyped(client.client_secret)) })],
    ['another app’s secret', () => ({ headers: basicOf(client.client_id, other.client_secret) })],
    [
      'an unknown client_id',
      () => ({ headers: basicOf('01a1fd1c-68e0-77c2-8725-ad0dd4ca45cb', client.client_secret) }),
    ],
    ['an invalid client_id', () => ({ headers: basicOf("' OR 1=1 --", client.client_secret) })],
    [
      'a secret in another case',
      () => ({ headers: basicOf(client.client_id, client.client_secret.toUpperCase()) }),
    ],
    ['an empty secret', () => ({ headers: basicOf(client.client_id, '') })],
    [
      'more characters after the secret',
      () => ({ headers: basicOf(client.client_id, `${client.client_secret}:x`) }),
    ],
    ['another scheme', () => ({ headers: { Authorization: `Bearer ${client.client_secret}` } })],
    ['invalid base64', () => ({ headers: { Authorization: 'Basic %%%' } })],
    ['broken percent-encoding', () => ({ headers: basicOf(client.client_id, '%zz') })],
    ['an API key', () => ({ headers: basicOf(owner.email, owner.apiKey) })],
  ])('fails with %s', async (_what, given) => {
    const { fields = {}, headers = {} } = given();
    const answer = await sendForm(app, '/oauth2/token', { ...grant, ...fields }, headers);
    expect(outcome(answer)).toEqual([401, 'invalid_client']);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="valetkey", charset="UTF-8"');
    expect(answer.text).not.toContain(client.client_secret.slice(5));
  });

  test('accepts a replaced secret until its overlap ends, and always the newest', async () => {
    const own = await registerApp(owner, { grant_types: ALL, scopes: ['read.flows'] });
    const secrets = `oauth-apps/${own.id}/secrets`;
    const fresh = await owner.post(secrets, document('oauth-app-secret', { overlap: 3600 }));
    const second = { ...own, basic: basicOf(own.client_id, fresh.body.data.attributes.client_secret) };
    expect(outcome(await requestToken(app, own, grant))).toEqual([200, 'ok']);
    expect(outcome(await requestToken(app, second, grant))).toEqual([200, 'ok']);
    await expireEarlier(app, 3_601_000, 'oauth_app_secrets');
    expect(outcome(await requestToken(app, own, grant))).toEqual([401, 'invalid_client']);
    expect(outcome(await requestToken(app, second, grant))).toEqual([200, 'ok']);
    await owner.post(secrets, document('oauth-app-secret'));
    expect(outcome(await requestToken(app, second, grant))).toEqual([401, 'invalid_client']);
  });

  test('updates last_used_at of the secret, but not within the request', async () => {
    const own = await registerApp(owner, { grant_types: ALL });
    await requestToken(app, own, grant);
    await app.platform.services.secretUses.flush();
    const [secret] = (await owner.get(`oauth-apps/${own.id}/secrets`)).body.data;
    expect(Date.parse(secret.attributes.last_used_at)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('RFC 6749, 3.2: the token endpoint', () => {
  test('allows only POST', async () => {
    const answer = await app.request('GET', '/oauth2/token', { unknownPath: true });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
  });

  test('2.3.1: refuses parameters in the query string, where logs would keep them', async () => {
    const { client_id, client_secret } = client;
    const query = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    const answer = await sendForm(app, `/oauth2/token?${query.toString()}`, {});
    expect(outcome(answer)).toEqual([400, 'invalid_request']);
    expect(app.logged()).not.toContain(client_secret);
  });

  test.each([
    ['a repeated parameter', 'grant_type=client_credentials&scope=read.flows&scope=read.flows'],
    ['no grant_type', 'scope=read.flows'],
    ['an empty grant_type', 'grant_type='],
    ['broken percent-encoding', 'grant_type=%zz'],
    ['NUL', 'grant_type=client_credentials%00'],
  ])('3.2: %s is refused with invalid_request', async (_what, body) => {
    expect(outcome(await sendForm(app, '/oauth2/token', body, client.basic))).toEqual([
      400,
      'invalid_request',
    ]);
  });

  test('JSON and a body that is too large are refused with invalid_request', async () => {
    const json = await app.request('POST', '/oauth2/token', {
      headers: { ...client.basic, 'Content-Type': 'application/json' },
      body: '{"grant_type":"client_credentials"}',
    });
    expect(outcome(json)).toEqual([400, 'invalid_request']);
    const large = `grant_type=client_credentials&x=${'x'.repeat(70_000)}`;
    expect(outcome(await sendForm(app, '/oauth2/token', large, client.basic))).toEqual([
      413,
      'invalid_request',
    ]);
  });

  test('5.2: refuses an unknown grant type, a disabled one, and an app of the other kind', async () => {
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

  test('5.1: its response is not cached, and expires_in is a number', async () => {
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

test('every issued token is in the audit log with its actor and app, but without its value', async () => {
  const own = await registerApp(owner, { grant_types: ALL, scopes: ['read.flows'] });
  const { access_token } = (await requestToken(app, own, { grant_type: 'client_credentials' })).body;
  await app.platform.services.secretReads.close();
  const events = (await owner.get('audit-events?filter[action]=oauth-apps.get_token')).body.data;
  const ownEvents = events.filter((event: Answer['body']) => event.attributes.oauth_app_id === own.id);
  expect(ownEvents).toHaveLength(1);
  expect(ownEvents[0].attributes).toMatchObject({ actor_type: 'app', resource_id: own.id });
  expect(JSON.stringify(events)).not.toContain(access_token);
  expect(app.logged()).not.toContain(access_token);
});
