import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  codeFor,
  givePassword,
  introspect,
  redeem,
  registerApp,
  requestToken,
  sendForm,
  tokenWith,
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

describe('RFC 7009: revocation', () => {
  const revoke = (client: RegisteredApp, token: string) =>
    sendForm(app, '/oauth2/revoke', { token, token_type_hint: 'nonsense' }, client.basic);

  test('2.1: revoking an access token leaves its refresh token active', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, owner, client)))
      .body;
    const answer = await revoke(client, access_token);
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
    expect(await introspect(app, client, refresh_token)).toMatchObject({ active: true });
  });

  test('2.1: revoking a refresh token revokes all tokens of its grant', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, owner, client)))
      .body;
    expect((await revoke(client, refresh_token)).status).toBe(200);
    for (const token of [access_token, refresh_token])
      expect(await introspect(app, client, token)).toEqual({ active: false });
  });

  test('2.2: revoking an invalid or revoked token succeeds', async () => {
    const client = await registerApp(owner, { scopes: ['offline_access'] });
    const { refresh_token } = (await redeem(app, client, await codeFor(app, owner, client))).body;
    await revoke(client, refresh_token);
    for (const token of [refresh_token, 'nonsense', `vkat_${'A'.repeat(49)}`, 'vk_x:y'])
      expect((await revoke(client, token)).status).toBe(200);
  });

  test('2.1: a token that is revoked while its user is deactivated stays revoked', async () => {
    const impersonating = { ...MACHINE, scopes: ['read.flows'], impersonation: true };
    const client = await registerApp(owner, impersonating);
    const member = await app.member(owner, 'developer');
    const fields = { grant_type: 'client_credentials', scope: `user:${member.userId}` };
    const { access_token } = (await requestToken(app, client, fields)).body;
    const setActive = (active: boolean) =>
      owner.patch(`users/${member.userId}`, document('user', { active }));
    await setActive(false);
    expect((await revoke(client, access_token)).status).toBe(200);
    await setActive(true);
    expect(await introspect(app, client, access_token)).toEqual({ active: false });
  });

  test('2.1: another app’s token is refused, and stays active', async () => {
    const { token, client } = await tokenWith(app, owner, ['read.flows', 'offline_access']);
    const colleague = await registerApp(owner);
    const stranger = await registerApp(await app.tenant());
    for (const other of [colleague, stranger]) {
      const { status, body } = await revoke(other, token);
      expect([status, body.error]).toEqual([400, 'invalid_request']);
    }
    expect((await introspect(app, client, token)).active).toBe(true);
  });

  test('requires client authentication and a token', async () => {
    const client = await registerApp(owner);
    const anonymous = await sendForm(app, '/oauth2/revoke', { token: 'x', client_id: client.client_id });
    expect([anonymous.status, anonymous.body.error]).toEqual([401, 'invalid_client']);
    const { status, body } = await sendForm(app, '/oauth2/revoke', {}, client.basic);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  test('5: a public app needs no secret', async () => {
    const client = await registerApp(owner, { public: true });
    const answer = await sendForm(app, '/oauth2/revoke', { token: 'nonsense', client_id: client.client_id });
    expect(answer.status).toBe(200);
  });
});
