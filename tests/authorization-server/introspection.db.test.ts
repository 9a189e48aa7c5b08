import { startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  codeFor,
  givePassword,
  introspect,
  redeem,
  registerApp,
  requestToken,
  sendForm,
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

describe('RFC 7662: introspection', () => {
  test('describes an access token to any app of the token’s tenant', async () => {
    const { token, client } = await tokenWith(app, owner, ['read.flows', 'offline_access']);
    const colleague = await registerApp(owner);
    const described = await introspect(app, colleague, token);
    expect(described).toEqual({
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
    expect(described.exp - described.iat).toBe(3600);
  });

  test('names the app as the subject of a client credentials token', async () => {
    const client = await registerApp(owner, { ...MACHINE, scopes: ['read.flows'] });
    const { access_token } = (await requestToken(app, client, { grant_type: 'client_credentials' })).body;
    const described = await introspect(app, client, access_token);
    expect(described).toMatchObject({ active: true, sub: client.id });
    expect(described).not.toHaveProperty('username');
  });

  test('2.2: reports every token as inactive to an app of another tenant', async () => {
    const { token } = await tokenWith(app, owner, ['read.flows']);
    const stranger = await app.tenant();
    const foreign = await registerApp(stranger);
    for (const one of [
      token,
      'vkat_x',
      'nonsense',
      `vkrt_${'A'.repeat(49)}`,
      owner.apiKey,
      `${owner.email}:${owner.apiKey}`,
    ])
      expect(await introspect(app, foreign, one)).toEqual({ active: false });
  });

  test('describes a refresh token only to its own app', async () => {
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

  test('2.1: requires a token and client authentication, so public apps are refused', async () => {
    const client = await registerApp(owner);
    const native = await registerApp(owner, { public: true });
    const anonymous = await sendForm(app, '/oauth2/introspect', { token: 'x', client_id: client.client_id });
    const byNative = await sendForm(app, '/oauth2/introspect', { token: 'x', client_id: native.client_id });
    for (const { status, body } of [anonymous, byNative])
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    const { status, body } = await sendForm(app, '/oauth2/introspect', {}, client.basic);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });
});
