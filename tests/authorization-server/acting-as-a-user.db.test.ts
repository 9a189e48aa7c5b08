import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  asBearer,
  basicOf,
  codeFor,
  givePassword,
  introspect,
  outcome,
  PASSWORD,
  redeem,
  refresh,
  registerApp,
  requestToken,
  sendForm,
  type RegisteredApp,
} from '../support/oauth.ts';
import { roleNamed } from '../support/people.ts';

const ALL = ['authorization_code', 'refresh_token', 'client_credentials', 'password'];

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;
let keysApp: RegisteredApp & { path: string };

beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  client = await registerApp(owner, {
    scopes: ['manage.flows', 'offline_access'],
    grant_types: ALL,
    impersonation: true,
  });
  const forKeys = await registerApp(owner, { kind: 'api_key', scopes: ['manage.flows'] });
  keysApp = { ...forKeys, path: '/oauth/authorize' };
});
afterAll(() => app.close());

/** Membership states in which nobody can act for the member. */
const STATES: [string, (member: Caller) => Promise<unknown>][] = [
  [
    'has not accepted the invitation',
    ({ userId }) =>
      tablesOf(app)('memberships')
        .where({ tenant_id: owner.tenantId, user_id: userId })
        .update({ accepted: false }),
  ],
  ['was deactivated', ({ userId }) => owner.patch(`users/${userId}`, document('user', { active: false }))],
  ['was removed', ({ userId }) => owner.delete(`users/${userId}`)],
];

const requestTokenAs = (userId: string) =>
  requestToken(app, client, { grant_type: 'client_credentials', scope: `user:${userId}` });

const flows = () => `/v2/tenants/${owner.tenantId}/flows`;

describe.each(STATES)('nobody can act for a member who %s', (_state, change) => {
  let member: Caller;
  beforeEach(async () => {
    member = await app.member(owner, 'developer');
    await givePassword(app, member);
  });

  test('client credentials with user:{id}, when the token is issued or used', async () => {
    const { access_token } = (await requestTokenAs(member.userId)).body;
    expect((await asBearer(app, access_token, 'GET', flows())).status).toBe(200);
    await change(member);
    expect(outcome(await requestTokenAs(member.userId))).toEqual([400, 'invalid_scope']);
    const made = await asBearer(app, access_token, 'POST', flows(), document('flow', { name: 'theirs' }));
    expect(made.status).toBe(401);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
  });

  test('authorization code, at the exchange, at use and at refresh', async () => {
    const code = await codeFor(app, member, client);
    const { body } = await redeem(app, client, await codeFor(app, member, client));
    expect((await introspect(app, client, body.refresh_token)).active).toBe(true);
    await change(member);
    expect(outcome(await redeem(app, client, code))).toEqual([400, 'invalid_grant']);
    expect((await asBearer(app, body.access_token, 'GET', flows())).status).toBe(401);
    expect(await introspect(app, client, body.access_token)).toEqual({ active: false });
    expect(await introspect(app, client, body.refresh_token)).toEqual({ active: false });
    expect(outcome(await refresh(app, client, body.refresh_token))).toEqual([400, 'invalid_grant']);
  });

  test('password grant', async () => {
    const fields = { grant_type: 'password', username: member.email, password: PASSWORD };
    expect(outcome(await requestToken(app, client, fields))).toEqual([200, 'ok']);
    await change(member);
    expect(outcome(await requestToken(app, client, fields))).toEqual([400, 'invalid_grant']);
  });

  test('an API key issued to an app', async () => {
    const fields = { scopes: 'read.flows', redirect_uri: 'https://app.example/callback' };
    const exchange = async (code: string) =>
      sendForm(
        app,
        '/oauth/token',
        { grant_type: 'authorization_code', code, redirect_uri: fields.redirect_uri },
        keysApp.basic,
      );
    const code = await codeFor(app, member, keysApp, fields);
    const { api_key, passphrase } = (await exchange(await codeFor(app, member, keysApp, fields))).body.data;
    const use = () => app.request('GET', flows(), { headers: basicOf(api_key, passphrase) });
    expect((await use()).status).toBe(200);
    await change(member);
    expect((await use()).status).toBe(401);
    expect(await introspect(app, client, `${api_key}:${passphrase}`)).toEqual({ active: false });
    expect((await exchange(code)).body.errors[0].message).toBe('invalid_code');
  });

  test('an API key of the member', async () => {
    expect((await member.get('flows')).status).toBe(200);
    await change(member);
    expect((await member.get('flows')).status).toBe(401);
  });
});

test('an API key cannot be created for a user who has not accepted the invitation', async () => {
  const stranger = await app.tenant('Elsewhere');
  const role = { type: 'role', id: await roleNamed(owner, 'developer') };
  const added = await owner.post('users', document('user', { email: stranger.email }, { role }));
  expect(added.body.data.attributes.accepted).toBe(false);
  const user = { type: 'user', id: added.body.data.id as string };
  const made = await owner.post('api-keys', document('api-key', {}, { user }));
  expect([made.status, made.body.errors[0].code, made.body.errors[0].source.pointer]).toEqual([
    409,
    'conflict',
    '/data/relationships/user/data/id',
  ]);
});

test('the last owner cannot leave while another owner has not accepted the invitation', async () => {
  const [first, stranger] = [await app.tenant(), await app.tenant('Elsewhere')];
  const role = { type: 'role', id: await roleNamed(first, 'owner') };
  await first.post('users', document('user', { email: stranger.email }, { role }));
  const left = await first.delete(`users/${first.userId}`);
  expect([left.status, left.body.errors[0].code]).toEqual([409, 'last_owner']);
});

test('a refresh token is inactive once its app loses the refresh_token grant type', async () => {
  const member = await app.member(owner, 'developer');
  await givePassword(app, member);
  const own = await registerApp(owner, { scopes: ['offline_access'], grant_types: ALL });
  const { body } = await redeem(app, own, await codeFor(app, member, own));
  await owner.patch(
    `oauth-apps/${own.id}`,
    document('oauth-app', { grant_types: ['authorization_code', 'client_credentials'] }),
  );
  expect(await introspect(app, own, body.refresh_token)).toEqual({ active: false });
});
