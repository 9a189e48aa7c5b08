import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import {
  asBearer,
  codeFor,
  givePassword,
  introspect,
  redeem,
  registerApp,
  requestToken,
  sendForm,
  type RegisteredApp,
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

/** A token of the owner's for an app with these scopes. */
async function tokenWith(
  scopes: string[],
  of: Caller = owner,
): Promise<{ token: string; client: RegisteredApp }> {
  const client = await registerApp(owner, { ...MACHINE, scopes });
  const { body } = await redeem(app, client, await codeFor(app, of, client));
  return { token: body.access_token, client };
}

describe('a bearer token (RFC 6750) on the API', () => {
  test('is its user, within its scopes', async () => {
    const { token, client } = await tokenWith(['read.flows', 'create.flows']);
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

  test('with manage.x may do the four, and nothing beside', async () => {
    const { token } = await tokenWith(['manage.oauth_clients', 'manage.credentials']);
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

  test('is told what it lacks as RFC 6750, 3.1, has it', async () => {
    const { token } = await tokenWith(['read.flows']);
    const refused = await asBearer(app, token, 'GET', `/v2/tenants/${owner.tenantId}/users`);
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="valetkey", error="insufficient_scope"');
    const none = await asBearer(app, 'vkat_nonsense', 'GET', '/v2/me');
    expect([none.status, none.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="valetkey", charset="UTF-8", Bearer realm="valetkey", error="invalid_token"',
    ]);
  });

  test('is good in one tenant', async () => {
    const { token } = await tokenWith(['read.flows']);
    const stranger = await app.tenant();
    expect(outcome(await asBearer(app, token, 'GET', `/v2/tenants/${stranger.tenantId}/flows`))).toBe(
      '404 not_found',
    );
  });

  test('ends when its time is over', async () => {
    const { token } = await tokenWith(['read.flows']);
    const sql = tablesOf(app);
    await sql('access_tokens').update({ expires_at: sql.raw('expires_at - 3600001') });
    expect(outcome(await asBearer(app, token, 'GET', '/v2/me'))).toBe('401 unauthenticated');
  });

  test('is not taken from the address (RFC 6750, 2.3)', async () => {
    const { token } = await tokenWith(['read.flows']);
    const answer = await app.request('GET', `/v2/me?access_token=${token}`);
    expect(answer.status).toBe(401);
    expect(app.logged()).not.toContain(token);
  });

  test('loses what its app loses, and its user', async () => {
    const member = await app.member(owner, 'admin');
    await givePassword(app, member);
    const { token, client } = await tokenWith(['manage.flows', 'read.users'], member);
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

  test('ends with its app', async () => {
    const { token, client } = await tokenWith(['read.flows']);
    const own = (await requestToken(app, client, { grant_type: 'client_credentials' })).body.access_token;
    expect((await owner.delete(`oauth-apps/${client.id}`)).status).toBe(204);
    for (const one of [token, own])
      expect(outcome(await asBearer(app, one, 'GET', '/v2/me'))).toBe('401 unauthenticated');
    expect((await requestToken(app, client, { grant_type: 'client_credentials' })).status).toBe(401);
  });

  test('cannot make itself last: neither a password nor an address nor an API key', async () => {
    const { token } = await tokenWith(['manage.api_keys', 'manage.users', 'manage.roles']);
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

  test('cannot leave an app behind that outlives the consent to its own', async () => {
    const { token } = await tokenWith(['manage.oauth_apps', 'manage.flows', 'manage.api_keys']);
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

  test('is another caller than its user: an answer kept for one is not given to the other', async () => {
    const { token } = await tokenWith(['create.flows']);
    const headers = { 'Idempotency-Key': 'the-same' };
    const flow = document('flow', { name: 'once' });
    const mine = await owner.post('flows', flow, { headers });
    const theirs = await app.request('POST', `/v2/tenants/${owner.tenantId}/flows`, {
      headers: { ...headers, Authorization: `Bearer ${token}` },
      body: flow,
    });
    expect([theirs.status, theirs.headers['idempotent-replayed']]).toEqual([201, undefined]);
    expect(theirs.body.data.id).not.toBe(mine.body.data.id);
  });

  test('of an app that acts as itself connects no account by browser', async () => {
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
    const begun = await asBearer(
      app,
      access_token,
      'POST',
      `${path}/${made.body.data.id}/connections`,
      document('connection'),
    );
    expect(outcome(begun)).toBe('422 connection_failed');
  });
});

describe('RFC 7662: introspection', () => {
  test('tells an app of its tenant what a token is good for', async () => {
    const { token, client } = await tokenWith(['read.flows', 'offline_access']);
    const colleague = await registerApp(owner);
    const told = await introspect(app, colleague, token);
    expect(told).toEqual({
      active: true,
      scope: 'read.flows offline_access',
      client_id: client.id,
      token_type: 'bearer',
      exp: expect.any(Number),
      iat: expect.any(Number),
      sub: owner.userId,
      username: owner.email,
      iss: app.platform.services.authorizationServer.issuer,
      tenant_id: owner.tenantId,
    });
    expect(told.exp - told.iat).toBe(3600);
  });

  test('tells of a token of the app itself, whose subject it is', async () => {
    const client = await registerApp(owner, { ...MACHINE, scopes: ['read.flows'] });
    const { access_token } = (await requestToken(app, client, { grant_type: 'client_credentials' })).body;
    const told = await introspect(app, client, access_token);
    expect(told).toMatchObject({ active: true, sub: client.id });
    expect(told).not.toHaveProperty('username');
  });

  test('2.2: tells nobody else whether there is such a token', async () => {
    const { token } = await tokenWith(['read.flows']);
    const stranger = await app.tenant();
    const theirs = await registerApp(stranger);
    for (const one of [
      token,
      'vkat_x',
      'nonsense',
      `vkrt_${'A'.repeat(49)}`,
      owner.apiKey,
      `${owner.email}:${owner.apiKey}`,
    ])
      expect(await introspect(app, theirs, one)).toEqual({ active: false });
  });

  test('tells of a refresh token to its own app alone', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const colleague = await registerApp(owner);
    const { refresh_token } = (await redeem(app, client, await codeFor(app, owner, client))).body;
    expect(await introspect(app, client, refresh_token)).toMatchObject({
      active: true,
      client_id: client.id,
      sub: owner.userId,
    });
    expect(await introspect(app, colleague, refresh_token)).toEqual({ active: false });
  });

  test('2.1: takes the app’s proof, which a public app has none of, and a token', async () => {
    const client = await registerApp(owner);
    const open = await registerApp(owner, { public: true });
    const nobody = await sendForm(app, '/oauth2/introspect', { token: 'x', client_id: client.client_id });
    const anybody = await sendForm(app, '/oauth2/introspect', { token: 'x', client_id: open.client_id });
    for (const { status, body } of [nobody, anybody])
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    const { status, body } = await sendForm(app, '/oauth2/introspect', {}, client.basic);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('RFC 7009: revocation', () => {
  const revoke = (client: RegisteredApp, token: string) =>
    sendForm(app, '/oauth2/revoke', { token, token_type_hint: 'nonsense' }, client.basic);

  test('2.1: an access token ends, and its refresh token lives', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, owner, client)))
      .body;
    const answer = await revoke(client, access_token);
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
    expect(await introspect(app, client, refresh_token)).toMatchObject({ active: true });
  });

  test('2.1: a refresh token takes all tokens of its grant along', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, owner, client)))
      .body;
    expect((await revoke(client, refresh_token)).status).toBe(200);
    for (const token of [access_token, refresh_token])
      expect(await introspect(app, client, token)).toEqual({ active: false });
  });

  test('2.2: what is no token, or has ended, is revoked already', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const { refresh_token } = (await redeem(app, client, await codeFor(app, owner, client))).body;
    await revoke(client, refresh_token);
    for (const token of [refresh_token, 'nonsense', `vkat_${'A'.repeat(49)}`, 'vk_x:y'])
      expect((await revoke(client, token)).status).toBe(200);
  });

  test('2.1: what is switched off at the moment is revoked for good', async () => {
    const impersonating = { ...MACHINE, scopes: ['read.flows'], impersonation: true };
    const client = await registerApp(owner, impersonating);
    const member = await app.member(owner, 'developer');
    const asked = { grant_type: 'client_credentials', scope: `user:${member.userId}` };
    const { access_token } = (await requestToken(app, client, asked)).body;
    const switched = (active: boolean) => owner.patch(`users/${member.userId}`, document('user', { active }));
    await switched(false);
    expect((await revoke(client, access_token)).status).toBe(200);
    await switched(true);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
  });

  test('2.1: another app’s token is refused, and lives', async () => {
    const { token, client } = await tokenWith(['read.flows', 'offline_access']);
    const colleague = await registerApp(owner);
    const stranger = await registerApp(await app.tenant());
    for (const other of [colleague, stranger]) {
      const { status, body } = await revoke(other, token);
      expect([status, body.error]).toEqual([400, 'invalid_request']);
    }
    expect((await introspect(app, client, token)).active).toBe(true);
  });

  test('takes the app’s proof, and a token', async () => {
    const client = await registerApp(owner);
    const nobody = await sendForm(app, '/oauth2/revoke', { token: 'x', client_id: client.client_id });
    expect([nobody.status, nobody.body.error]).toEqual([401, 'invalid_client']);
    const { status, body } = await sendForm(app, '/oauth2/revoke', {}, client.basic);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  test('5: a public app gives back its own', async () => {
    const client = await registerApp(owner, { public: true });
    const answer = await sendForm(app, '/oauth2/revoke', { token: 'nonsense', client_id: client.client_id });
    expect(answer.status).toBe(200);
  });
});
