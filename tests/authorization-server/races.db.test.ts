import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  authorizePath,
  codeFor,
  givePassword,
  hidden,
  introspect,
  redeem,
  refresh,
  registerApp,
  requestToken,
  visitor,
  type RegisteredApp,
} from '../support/oauth.ts';
import { unlessOverloaded } from '../support/overload.ts';

// Two servers on one database, each with its own state in memory.
let apps: TestApp[];
let owner: Caller;
let client: RegisteredApp;

const AT_ONCE = 50;

beforeAll(async () => {
  const first = await startApp();
  apps = [first, await startApp({ DATABASE_URL: first.databaseUrl })];
  owner = await first.tenant();
  await givePassword(first, owner);
  client = await registerApp(owner, { scopes: ['read.flows', 'offline_access'] });
});
afterAll(async () => {
  await apps[1]!.close();
  await apps[0]!.close();
});

const everywhere = <T extends { status: number }>(work: (app: TestApp) => Promise<T>): Promise<T[]> =>
  Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => unlessOverloaded(() => work(apps[index % apps.length]!))),
  );

test('of fifty requests with one code, one gets tokens, which are then revoked (RFC 6749, 4.1.2)', async () => {
  const code = await codeFor(apps[0]!, owner, client);
  const answers = await everywhere((app) => redeem(app, client, code));
  const won = answers.filter(({ status }) => status === 200);
  const lost = answers.filter(({ body }) => body.error === 'invalid_grant');
  expect([won.length, lost.length]).toEqual([1, AT_ONCE - 1]);
  expect(await introspect(apps[1]!, client, won[0]!.body.access_token)).toEqual({ active: false });
  expect((await refresh(apps[1]!, client, won[0]!.body.refresh_token)).status).toBe(400);
});

test('fifty requests with one refresh token all succeed, and one successor stays active', async () => {
  const { body } = await redeem(apps[0]!, client, await codeFor(apps[0]!, owner, client));
  const answers = await everywhere((app) => refresh(app, client, body.refresh_token));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: AT_ONCE }, () => 200));
  const successors = answers.map((answer) => answer.body.refresh_token as string);
  expect(new Set(successors).size).toBe(AT_ONCE);
  const states = await Promise.all(successors.map((token) => introspect(apps[1]!, client, token)));
  const active = successors.filter((_, index) => states[index].active);
  expect(active).toHaveLength(1);
  expect((await refresh(apps[1]!, client, active[0]!)).status).toBe(200);
});

test('fifty simultaneous consents to one app all get a code, and one consent is stored', async () => {
  const own = await registerApp(owner, { scopes: ['read.flows'] });
  const someone = visitor(apps[0]!);
  await someone.signIn(await someone.get('/login'), owner.email);
  const page = await someone.get(authorizePath(own));
  const answers = await everywhere((app) => {
    const same = visitor(app);
    for (const [name, value] of someone.cookies) same.cookies.set(name, value);
    return same.post('/oauth2/consent', { ...hidden(page), decision: 'allow' });
  });
  expect(answers.filter(({ headers }) => headers['location']?.includes('code=vkac_')).length).toBe(AT_ONCE);
  expect((await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.meta.total).toBe(1);
});

test('a consent that is revoked while its code is redeemed leaves no active token', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const own = await registerApp(owner, { scopes: ['read.flows', 'offline_access'] });
    const code = await codeFor(apps[0]!, owner, own);
    const [consent] = (await owner.get(`authorizations?filter[oauth_app]=${own.id}`)).body.data;
    const [redeemed, revoked] = await Promise.all([
      redeem(apps[1]!, own, code),
      owner.delete(`authorizations/${consent.id}`),
    ]);
    expect(revoked.status).toBe(204);
    if (redeemed.status !== 200) continue;
    expect(await introspect(apps[0]!, own, redeemed.body.access_token)).toEqual({ active: false });
    expect((await refresh(apps[0]!, own, redeemed.body.refresh_token)).status).toBe(400);
  }
});

test('of twenty simultaneous wrong passwords, only a few more than five are checked', async () => {
  const member = await apps[0]!.member(owner, 'viewer');
  await givePassword(apps[0]!, member);
  const guesses = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const someone = visitor(apps[index % 2]!);
      return someone.signIn(await someone.get('/login'), member.email, `guess ${index}`);
    }),
  );
  // A busy server rejects some before it checks the password.
  for (const { status } of guesses) expect([401, 503]).toContain(status);
  // A few more than five, because both servers check passwords at the same time.
  const [{ failures }, ...others] = await tablesOf(apps[0]!)('sign_in_failures')
    .where({ source: 'address 127.0.0.1' })
    .whereNot({ account: '' });
  expect(others).toEqual([]);
  expect(failures).toBeGreaterThanOrEqual(5);
  expect(failures).toBeLessThanOrEqual(5 + 3);
  const someone = visitor(apps[0]!);
  expect((await someone.signIn(await someone.get('/login'), member.email)).status).toBe(401);
});

test('deleting a tenant while tokens are issued does not fail the requests of another', async () => {
  const machine = { grant_types: ['client_credentials'], scopes: ['read.flows'] };
  const [app] = apps as [TestApp];
  for (let turn = 0; turn < 5; turn += 1) {
    const leaving = await app.tenant();
    const [leavingApp, own] = [await registerApp(leaving, machine), await registerApp(owner, machine)];
    const requestFor = (of: RegisteredApp) => requestToken(app, of, { grant_type: 'client_credentials' });
    const [replies, , deleted] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => requestFor(own))),
      Promise.all(Array.from({ length: 10 }, () => requestFor(leavingApp))),
      leaving.delete(`/v2/tenants/${leaving.tenantId}`),
    ]);
    expect(deleted.status).toBe(204);
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    for (const { body } of replies) expect((await introspect(app, own, body.access_token)).active).toBe(true);
  }
});
