import { platformDb } from '../../src/db/index.ts';
import { newPasswordLink } from '../../src/users/index.ts';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import {
  asBearer,
  basicOf,
  codeFor,
  givePassword,
  hidden,
  outcome,
  PASSWORD,
  redeem,
  refresh,
  registerApp,
  sendForm,
  tokenWith,
  visitor,
  REDIRECT_URI,
} from '../support/oauth.ts';

const NEW = 'we ate cold soup in march';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

async function person(): Promise<Caller> {
  const one = await app.member(owner, 'viewer');
  await givePassword(app, one);
  return one;
}

async function byLink(one: Caller): Promise<Answer> {
  const token = await newPasswordLink(platformDb(app.platform.services.database), one.userId, Date.now());
  const mine = visitor(app);
  const page = await mine.get(`/password?token=${token}`);
  return mine.post('/password', { ...hidden(page), password: NEW, again: NEW });
}

const byThemselves = (one: Caller) =>
  one.patch('/v2/me', document('me', { password: NEW, current_password: PASSWORD }));

test.each([
  ['a link', byLink],
  ['the user', byThemselves],
])('a password set by %s revokes what apps were issued, but not the user’s API keys', async (_by, change) => {
  const [one, other] = [await person(), await person()];
  const scopes = ['read.flows', 'offline_access'];
  const { client, token } = await tokenWith(app, owner, scopes, one);
  const got = (await redeem(app, client, await codeFor(app, one, client))).body;
  const code = await codeFor(app, one, client);
  const spared = (await redeem(app, client, await codeFor(app, other, client))).body;
  const dialect = await registerApp(owner, { kind: 'api_key', scopes: ['read.flows'] });
  const key = await sendForm(
    app,
    '/oauth/token',
    {
      grant_type: 'authorization_code',
      code: await codeFor(
        app,
        one,
        { ...dialect, path: '/oauth/authorize' },
        { redirect_uri: REDIRECT_URI, scopes: 'read.flows' },
      ),
      redirect_uri: REDIRECT_URI,
    },
    dialect.basic,
  );
  const { api_key, passphrase } = key.body.data;
  const me = (headers: Record<string, string>) => app.request('GET', '/v2/me', { headers });
  expect((await me(basicOf(api_key, passphrase))).status).toBe(200);

  expect((await change(one)).status).toBe(200);

  for (const revoked of [token, got.access_token])
    expect((await asBearer(app, revoked, 'GET', '/v2/me')).status).toBe(401);
  expect(outcome(await refresh(app, client, got.refresh_token))).toEqual([400, 'invalid_grant']);
  expect(outcome(await redeem(app, client, code))).toEqual([400, 'invalid_grant']);
  expect((await me(basicOf(api_key, passphrase))).status).toBe(401);
  expect((await one.get('/v2/me')).status).toBe(200);
  expect((await refresh(app, client, spared.refresh_token)).status).toBe(200);
});

test('a weak password is rejected with the reason, by the link and at /v2/me', async () => {
  const one = await person();
  const refused = await one.patch(
    '/v2/me',
    document('me', { password: 'acmeacmeacme1', current_password: PASSWORD }),
  );
  expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([422, '/data/attributes/password']);
  expect(refused.body.errors[0].detail).toMatch(/too easy to guess: it is based on a name.*the tenant/);
  const token = await newPasswordLink(platformDb(app.platform.services.database), one.userId, Date.now());
  const mine = visitor(app);
  const page = await mine.get(`/password?token=${token}`);
  const again = await mine.post('/password', {
    ...hidden(page),
    password: 'Valetkey2026!',
    again: 'Valetkey2026!',
  });
  expect([again.status, again.text]).toEqual([422, expect.stringContaining('too easy to guess')]);
});
