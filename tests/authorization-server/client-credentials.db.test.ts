import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import {
  asBearer,
  givePassword,
  outcome,
  registerApp,
  requestToken,
  type RegisteredApp,
} from '../support/oauth.ts';

const SCOPES = ['read.flows', 'create.flows', 'offline_access'];
const ALL = ['authorization_code', 'refresh_token', 'client_credentials', 'password'];

let app: TestApp;
let owner: Caller;
let client: RegisteredApp;

beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
  client = await registerApp(owner, { scopes: SCOPES, grant_types: ALL });
});
afterAll(() => app.close());

function outcomeOfApi({ status, body }: Answer): string {
  return `${status} ${body?.errors?.[0].code ?? ''}`.trim();
}

describe('RFC 6749, 4.4: client credentials', () => {
  const request = (of: RegisteredApp, scope?: string) =>
    requestToken(app, of, { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) });

  test('require the grant type, which a public app cannot have', async () => {
    const plain = await registerApp(owner, { scopes: SCOPES });
    const refused = await request(plain);
    expect(outcome(refused)).toEqual([400, 'unauthorized_client']);
    expect(refused.body.error_description).toMatch(/client_credentials .* app's grant_types/);
    const made = await owner.post(
      'oauth-apps',
      document('oauth-app', { public: true, grant_types: ['client_credentials'] }),
    );
    expect([made.status, made.body.errors[0].source.pointer]).toEqual([422, '/data/attributes/grant_types']);
  });

  test('give the requested scopes that the app has, and never a refresh token', async () => {
    expect((await request(client, 'read.flows')).body.scope).toBe('read.flows');
    const { body } = await request(client, 'read.flows offline_access');
    expect(body).toMatchObject({ scope: 'read.flows' });
    expect(body).not.toHaveProperty('refresh_token');
    expect(outcome(await request(client, 'read.users'))).toEqual([400, 'invalid_scope']);
  });

  test('act as the app itself: its flows have no creator, and the audit log names the app', async () => {
    const { access_token } = (await request(client)).body;
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

    test('act as that user: flows are created by the user, and the audit log names both', async () => {
      const { body } = await request(impersonating, `user:${alex.userId}`);
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

    test('allow nothing that the user is not permitted to do, whatever the scopes', async () => {
      const { access_token } = (await request(impersonating, `user:${alex.userId}`)).body;
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

    test('can be limited to narrower scopes', async () => {
      const { body } = await request(impersonating, `user:${alex.userId} read.flows`);
      expect(body.scope).toBe(`user:${alex.userId} read.flows`);
    });

    test('require an active user of the tenant when the token is issued', async () => {
      const stranger = await app.tenant();
      const off = await app.member(owner, 'developer');
      await owner.patch(`users/${off.userId}`, document('user', { active: false }));
      for (const id of [stranger.userId, off.userId, '7', '', '01a1fd1c-68e0-77c2-8725-ad0dd4ca45cb'])
        expect([id, ...outcome(await request(impersonating, `user:${id}`))]).toEqual([
          id,
          400,
          'invalid_scope',
        ]);
      const two = `user:${alex.userId} user:${owner.userId}`;
      expect(outcome(await request(impersonating, two))).toEqual([400, 'invalid_scope']);
    });

    test('require an active user and impersonation when the token is used', async () => {
      const member = await app.member(owner, 'developer');
      const { access_token } = (await request(impersonating, `user:${member.userId}`)).body;
      const useToken = () => asBearer(app, access_token, 'GET', `/v2/tenants/${owner.tenantId}/flows`);
      expect((await useToken()).status).toBe(200);
      await owner.patch(`users/${member.userId}`, document('user', { active: false }));
      expect((await useToken()).status).toBe(401);
      await owner.patch(`users/${member.userId}`, document('user', { active: true }));
      expect((await useToken()).status).toBe(200);
      await owner.patch(`oauth-apps/${impersonating.id}`, document('oauth-app', { impersonation: false }));
      expect((await useToken()).status).toBe(401);
      expect(outcome(await request(impersonating, `user:${member.userId}`))).toEqual([400, 'invalid_scope']);
      await owner.patch(`oauth-apps/${impersonating.id}`, document('oauth-app', { impersonation: true }));
      await owner.delete(`users/${member.userId}`);
      expect((await useToken()).status).toBe(401);
    });
  });
});
