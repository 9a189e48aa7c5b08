import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  asBearer,
  givePassword,
  introspect,
  registerApp,
  requestToken,
  tokenWith,
} from '../support/oauth.ts';

const MACHINE = { grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] };

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
});
afterAll(() => app.close());

const outcome = ({ status, body }: Answer) => `${status} ${body?.errors?.[0].code ?? ''}`.trim();

describe('a bearer token (RFC 6750) on the API', () => {
  test('acts as its user, within its scopes', async () => {
    const { token, client } = await tokenWith(app, owner, ['read.flows', 'create.flows']);
    const path = `/v2/tenants/${owner.tenantId}/flows`;
    const made = await asBearer(app, token, 'POST', path, document('flow', { name: 'x' }));
    expect(made.body.data.relationships.created_by.data.id).toBe(owner.userId);
    expect(outcome(await asBearer(app, token, 'GET', path))).toBe('200');
    const flow = `${path}/${made.body.data.id}`;
    expect(outcome(await asBearer(app, token, 'DELETE', flow))).toBe('403 permission_missing');
    expect(outcome(await asBearer(app, token, 'PATCH', flow, document('flow', { name: 'y' })))).toBe(
      '403 permission_missing',
    );
    const me = await asBearer(app, token, 'GET', '/v2/me');
    expect(me.body.data.attributes.permissions).toEqual(['tenants.flows.create', 'tenants.flows.get']);
    const [event] = (await owner.get(`audit-events?filter[resource]=${made.body.data.id}`)).body.data;
    expect(event.attributes).toMatchObject({
      actor_id: owner.userId,
      oauth_app_id: client.id,
      api_key_id: null,
    });
  });

  test('with manage.x has the four permissions of the resource, and no others', async () => {
    const { token } = await tokenWith(app, owner, ['manage.oauth_clients', 'manage.credentials']);
    const { body } = await asBearer(app, token, 'GET', '/v2/me');
    expect(body.data.attributes.permissions).toEqual([
      'tenants.credentials.create',
      'tenants.credentials.delete',
      'tenants.credentials.edit',
      'tenants.credentials.get',
      'tenants.oauth_clients.create',
      'tenants.oauth_clients.delete',
      'tenants.oauth_clients.edit',
      'tenants.oauth_clients.get',
    ]);
  });

  test('gets the challenges of RFC 6750, 3.1, if it is invalid or lacks a scope', async () => {
    const { token } = await tokenWith(app, owner, ['read.flows']);
    const refused = await asBearer(app, token, 'GET', `/v2/tenants/${owner.tenantId}/users`);
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="valetkey", error="insufficient_scope"');
    const none = await asBearer(app, 'vkat_nonsense', 'GET', '/v2/me');
    expect([none.status, none.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="valetkey", charset="UTF-8", Bearer realm="valetkey", error="invalid_token"',
    ]);
  });

  test('works in one tenant only', async () => {
    const { token } = await tokenWith(app, owner, ['read.flows']);
    const stranger = await app.tenant();
    expect(outcome(await asBearer(app, token, 'GET', `/v2/tenants/${stranger.tenantId}/flows`))).toBe(
      '404 not_found',
    );
  });

  test('stops working when it expires', async () => {
    const { token } = await tokenWith(app, owner, ['read.flows']);
    const sql = tablesOf(app);
    await sql('access_tokens').update({ expires_at: sql.raw('expires_at - 3600001') });
    expect(outcome(await asBearer(app, token, 'GET', '/v2/me'))).toBe('401 unauthenticated');
  });

  test('is not accepted in the query string (RFC 6750, 2.3)', async () => {
    const { token } = await tokenWith(app, owner, ['read.flows']);
    const answer = await app.request('GET', `/v2/me?access_token=${token}`);
    expect(answer.status).toBe(401);
    expect(app.logged()).not.toContain(token);
  });

  test('loses the permissions that its app or its user loses', async () => {
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const { token, client } = await tokenWith(app, owner, ['manage.flows', 'read.users'], member);
    const flows = `/v2/tenants/${owner.tenantId}/flows`;
    expect(outcome(await asBearer(app, token, 'GET', flows))).toBe('200');
    await owner.patch(`oauth-apps/${client.id}`, document('oauth-app', { scopes: ['read.users'] }));
    expect(outcome(await asBearer(app, token, 'GET', flows))).toBe('403 permission_missing');
    expect((await introspect(app, client, token)).scope).toBe('read.users');
    const roles = (await owner.get('roles')).body.data;
    const runtime = roles.find((role: Answer['body']) => role.attributes.name === 'runtime').id;
    await owner.patch(
      `users/${member.userId}`,
      document('user', undefined, { role: { type: 'role', id: runtime } }),
    );
    expect(outcome(await asBearer(app, token, 'GET', `/v2/tenants/${owner.tenantId}/users`))).toBe(
      '403 permission_missing',
    );
  });

  test('stops working when its app is deleted', async () => {
    const { token, client } = await tokenWith(app, owner, ['read.flows']);
    const own = (await requestToken(app, client, { grant_type: 'client_credentials' })).body.access_token;
    expect((await owner.delete(`oauth-apps/${client.id}`)).status).toBe(204);
    for (const one of [token, own])
      expect(outcome(await asBearer(app, one, 'GET', '/v2/me'))).toBe('401 unauthenticated');
    expect((await requestToken(app, client, { grant_type: 'client_credentials' })).status).toBe(401);
  });

  test('cannot gain lasting access: no new password, email address, API key, role or tenant', async () => {
    const { token } = await tokenWith(app, owner, ['manage.api_keys', 'manage.users', 'manage.roles']);
    const patch = (attributes: object) => asBearer(app, token, 'PATCH', '/v2/me', document('me', attributes));
    expect(outcome(await patch({ password: 'a password of mine' }))).toBe('403 permission_missing');
    expect(outcome(await patch({ email: 'mine@evil.example' }))).toBe('403 permission_missing');
    const keys = `/v2/tenants/${owner.tenantId}/api-keys`;
    expect(outcome(await asBearer(app, token, 'POST', keys, document('api-key')))).toBe(
      '403 permission_missing',
    );
    const [key] = (await owner.get('api-keys')).body.data;
    const longer = document('api-key', { expires_at: null });
    expect(outcome(await asBearer(app, token, 'PATCH', `${keys}/${key.id}`, longer))).toBe(
      '403 permission_missing',
    );
    const role = document('role', { name: 'more', permissions: ['tenants.flows.get'] });
    expect(outcome(await asBearer(app, token, 'POST', `/v2/tenants/${owner.tenantId}/roles`, role))).toBe(
      '403 permission_not_grantable',
    );
    const tenant = document('tenant', { name: 'mine' });
    expect(outcome(await asBearer(app, token, 'POST', '/v2/tenants', tenant))).toBe('403 permission_missing');
  });

  test('cannot create or change an app, which could outlive its own consent', async () => {
    const { token } = await tokenWith(app, owner, ['manage.oauth_apps', 'manage.flows', 'manage.api_keys']);
    const apps = `/v2/tenants/${owner.tenantId}/oauth-apps`;
    const own = await registerApp(owner, { scopes: ['read.flows'] });
    for (const answer of [
      await asBearer(app, token, 'POST', apps, document('oauth-app', { scopes: ['read.flows'] })),
      await asBearer(
        app,
        token,
        'PATCH',
        `${apps}/${own.id}`,
        document('oauth-app', { redirect_uris: ['https://evil.example'] }),
      ),
      await asBearer(app, token, 'POST', `${apps}/${own.id}/secrets`, document('oauth-app-secret')),
    ])
      expect(outcome(answer)).toBe('403 permission_missing');
    expect(outcome(await asBearer(app, token, 'GET', apps))).toBe('200');
  });

  test('does not share idempotency keys with an API key of its user', async () => {
    const { token } = await tokenWith(app, owner, ['create.flows']);
    const headers = { 'Idempotency-Key': 'the-same' };
    const flow = document('flow', { name: 'once' });
    const withKey = await owner.post('flows', flow, { headers });
    const withToken = await app.request('POST', `/v2/tenants/${owner.tenantId}/flows`, {
      headers: { ...headers, Authorization: `Bearer ${token}` },
      body: flow,
    });
    expect([withToken.status, withToken.headers['idempotent-replayed']]).toEqual([201, undefined]);
    expect(withToken.body.data.id).not.toBe(withKey.body.data.id);
  });

  test('of an app that acts as itself cannot connect an account in a browser', async () => {
    const client = await registerApp(owner, { ...MACHINE, scopes: ['manage.credentials'] });
    const { access_token } = (await requestToken(app, client, { grant_type: 'client_credentials' })).body;
    const path = `/v2/tenants/${owner.tenantId}/credentials`;
    const attributes = {
      name: 'x',
      client_id: 'c',
      authorization_url: 'https://t.example/a',
      token_url: 'https://t.example/t',
    };
    const made = await asBearer(app, access_token, 'POST', path, document('credential', attributes));
    const started = await asBearer(
      app,
      access_token,
      'POST',
      `${path}/${made.body.data.id}/connections`,
      document('connection'),
    );
    expect(outcome(started)).toBe('422 connection_failed');
  });
});
