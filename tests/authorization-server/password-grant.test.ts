import { hashedPassword, setPassword } from '../../src/users/index.ts';
import { platformDb } from '../../src/db/index.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  givePassword,
  introspect,
  outcome,
  PASSWORD,
  refresh,
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

describe('RFC 6749, 4.3: the password grant, for legacy apps', () => {
  const send = (username: string, password: string, scope = 'read.flows offline_access') =>
    requestToken(app, client, { grant_type: 'password', username, password, scope });

  test('gives access and refresh tokens, and a consent that can be revoked', async () => {
    const member = await app.member(owner, 'developer');
    await givePassword(app, member);
    const { status, body } = await send(member.email.toUpperCase(), PASSWORD);
    expect([status, body.scope]).toEqual([200, 'read.flows offline_access']);
    const renewed = await refresh(app, client, body.refresh_token);
    expect(outcome(renewed)).toEqual([200, 'ok']);
    const [consent] = (await owner.get(`authorizations?filter[user]=${member.userId}`)).body.data;
    await owner.delete(`authorizations/${consent.id}`);
    expect((await introspect(app, client, renewed.body.access_token)).active).toBe(false);
  });

  test('does not reveal whether a user exists, in this tenant or another', async () => {
    const [member, withoutPassword] = [await app.member(owner, 'viewer'), await app.member(owner, 'viewer')];
    const stranger = await app.tenant();
    for (const one of [member, stranger]) await givePassword(app, one);
    const answers = {
      'a wrong password': await send(member.email, 'nonsense'),
      'a user without a password': await send(withoutPassword.email, PASSWORD),
      'no such user': await send('nobody@acme.test', PASSWORD),
      'a wrong password of another tenant’s user': await send(stranger.email, 'nonsense'),
    };
    const first = answers['a wrong password'].text;
    for (const [what, answer] of Object.entries(answers))
      expect([what, ...outcome(answer), answer.text]).toEqual([what, 400, 'invalid_grant', first]);
  });

  test('refuses another tenant’s user even with the right password', async () => {
    const stranger = await app.tenant();
    await givePassword(app, stranger);
    const answer = await send(stranger.email, PASSWORD);
    expect(outcome(answer)).toEqual([400, 'invalid_grant']);
    expect(answer.body).not.toHaveProperty('access_token');
  });

  test('is locked after five failures, like sign-in', async () => {
    const member = await app.member(owner, 'developer');
    const hash = await hashedPassword('another long password');
    await setPassword(platformDb(app.platform.services.database), member.userId, hash, Date.now());
    for (let turn = 0; turn < 5; turn += 1) await send(member.email, 'nonsense');
    expect(outcome(await send(member.email, 'another long password'))).toEqual([400, 'invalid_grant']);
  });

  test('requires username and password', async () => {
    const answer = await requestToken(app, client, { grant_type: 'password', username: owner.email });
    expect(outcome(answer)).toEqual([400, 'invalid_request']);
  });
});
