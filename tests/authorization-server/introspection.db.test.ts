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
  test('tells an app of its tenant what a token is good for', async () => {
    const { token, client } = await tokenWith(app, owner, ['read.flows', 'offline_access']);
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
    const { token } = await tokenWith(app, owner, ['read.flows']);
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
