import { sha256 } from '../../src/crypto/index.ts';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  authorizePath,
  givePassword,
  hidden,
  locationOf,
  PASSWORD,
  registerApp,
  requestToken,
  visitor,
} from '../support/oauth.ts';

/** Behind a proxy on the same machine, so that a test can choose the client's address. */
let app: TestApp;
/** The same database, without TRUSTED_PROXIES. */
let direct: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp({ TRUSTED_PROXIES: 'loopback' });
  direct = await startApp({ DATABASE_URL: app.databaseUrl });
  owner = await app.tenant();
});
afterAll(async () => {
  await direct.close();
  await app.close();
});

let sources = 0;
/** An IP address that has not been used yet. */
const elsewhere = () => `198.51.${(sources += 1) >> 8}.${sources & 255}`;

async function person(): Promise<Caller> {
  const one = await app.member(owner, 'viewer');
  await givePassword(app, one);
  return one;
}

async function signIn(
  email: string,
  { password = PASSWORD, from = elsewhere(), by = visitor(app, { 'X-Forwarded-For': from }) } = {},
): Promise<Answer> {
  return by.signIn(await by.get('/login?to=/console'), email, password);
}

async function guess(email: string, times: number, from?: string): Promise<void> {
  for (let turn = 0; turn < times; turn += 1)
    expect((await signIn(email, { password: 'nonsense', ...(from !== undefined && { from }) })).status).toBe(
      401,
    );
}

/** Pretends that other sources have just sent this many wrong passwords. */
async function strangersGuessed(email: string, times: number): Promise<void> {
  await guess(email, 1);
  const sql = tablesOf(app);
  await sql('sign_in_failures')
    .where({ source: '' })
    .update({ locked_until: sql.raw('locked_until + ?', [(times - 1) * 60_000]) });
}

afterEach(() => tablesOf(app)('sign_in_failures').delete());

test('five wrong passwords from one source lock out only that source', async () => {
  const one = await person();
  const stranger = elsewhere();
  await guess(one.email, 5, stranger);
  expect((await signIn(one.email, { from: stranger })).status).toBe(401);
  expect((await signIn(one.email)).status).toBe(303);
});

test('a known browser can sign in from a locked source, with its own limit', async () => {
  const one = await person();
  const shared = elsewhere();
  const by = visitor(app, { 'X-Forwarded-For': shared });
  expect((await signIn(one.email, { by })).status).toBe(303);
  await guess(one.email, 5, shared);
  expect((await signIn(one.email, { from: shared })).status).toBe(401);
  expect((await signIn(one.email, { by })).status).toBe(303);
  for (let turn = 0; turn < 5; turn += 1) await signIn(one.email, { by, password: 'nonsense' });
  expect((await signIn(one.email, { by })).status).toBe(401);
});

test('a browser is known only for the users who have signed in with it', async () => {
  const [one, other, third] = [await person(), await person(), await person()];
  const shared = elsewhere();
  const by = visitor(app, { 'X-Forwarded-For': shared });
  for (const { email } of [one, other]) expect((await signIn(email, { by })).status).toBe(303);
  for (const { email } of [one, other, third]) await guess(email, 5, shared);
  expect((await signIn(third.email, { by })).status).toBe(401);
  for (const { email } of [one, other]) expect((await signIn(email, { by })).status).toBe(303);
});

test('the browser cookie is HttpOnly, hashed, rotated at sign-in and revoked by a new password', async () => {
  const one = await person();
  const by = visitor(app, { 'X-Forwarded-For': elsewhere() });
  const answer = await signIn(one.email, { by });
  const cookies = answer.headers['set-cookie'] as unknown as string[];
  expect(cookies.find((cookie) => cookie.includes('valetkey-browser'))).toMatch(
    /^valetkey-browser=vkbr_[0-9A-Za-z]{49}; Max-Age=15552000; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
  );
  const first = by.cookies.get('valetkey-browser')!;
  expect(JSON.stringify(await tablesOf(app)('known_sources'))).not.toContain(first);
  await signIn(one.email, { by });
  expect(by.cookies.get('valetkey-browser')).not.toBe(first);
  await givePassword(app, one);
  expect(await tablesOf(app)('known_sources').where({ user_id: one.userId })).toEqual([]);
});

test('an IPv6 source is a /64 network', async () => {
  const one = await person();
  for (let turn = 0; turn < 5; turn += 1) await guess(one.email, 1, `2001:db8:1:1::${turn + 1}`);
  expect((await signIn(one.email, { from: '2001:db8:1:1:ffff::1' })).status).toBe(401);
  expect((await signIn(one.email, { from: '2001:db8:1:2::1' })).status).toBe(303);
});

test('the X-Forwarded-For header of an untrusted peer is ignored', async () => {
  const one = await person();
  for (let turn = 0; turn < 5; turn += 1) {
    const by = visitor(direct, { 'X-Forwarded-For': elsewhere() });
    await signIn(one.email, { by, password: 'nonsense' });
  }
  expect((await signIn(one.email, { by: visitor(direct, { 'X-Forwarded-For': elsewhere() }) })).status).toBe(
    401,
  );
  expect(await tablesOf(app)('sign_in_failures').whereNot({ source: '' }).distinct().pluck('source')).toEqual(
    ['address 127.0.0.1'],
  );
});

test('guesses from many sources lock an account, except for known browsers and addresses', async () => {
  const [one, other] = [await person(), await person()];
  const home = elsewhere();
  const by = visitor(app, { 'X-Forwarded-For': home });
  expect((await signIn(one.email, { by })).status).toBe(303);
  await strangersGuessed(one.email, 30);
  expect((await signIn(one.email)).status).toBe(401);
  expect((await signIn(one.email, { by })).status).toBe(303);
  expect((await signIn(one.email, { from: home })).status).toBe(303);
  expect((await signIn(other.email)).status).toBe(303);
});

test('after too many guesses, one password a minute is checked', async () => {
  const one = await person();
  await strangersGuessed(one.email, 30);
  expect((await signIn(one.email)).status).toBe(401);
  const sql = tablesOf(app);
  await sql('sign_in_failures').update({ locked_until: sql.raw('locked_until - 60000') });
  await guess(one.email, 1);
  expect((await signIn(one.email)).status).toBe(401);
  await sql('sign_in_failures').update({ locked_until: sql.raw('locked_until - 60000') });
  expect((await signIn(one.email)).status).toBe(303);
});

/** Pretends that a source has sent this many wrong passwords for various accounts. */
async function sprayed(from: string, times: number): Promise<void> {
  await guess(`${from}@nowhere.test`, 1, from);
  await tablesOf(app)('sign_in_failures').where({ account: '' }).update({ failures: times });
}

test('a source that guesses for many accounts is locked for all of them, except known browsers', async () => {
  const [one, other] = [await person(), await person()];
  const shared = elsewhere();
  const by = visitor(app, { 'X-Forwarded-For': shared });
  expect((await signIn(one.email, { by })).status).toBe(303);
  await sprayed(shared, 99);
  await guess('another@nowhere.test', 1, shared);
  const refused = await signIn(other.email, { from: shared });
  const wrong = await signIn(other.email, { from: elsewhere(), password: 'nonsense' });
  expect(refused.status).toBe(401);
  const alert = /role="alert"[^>]*>([^<]+)/;
  expect(alert.exec(refused.text)?.[1]).toBe(alert.exec(wrong.text)?.[1]);
  expect((await signIn(one.email, { by })).status).toBe(303);
  expect((await signIn(other.email)).status).toBe(303);
});

test('a source is unlocked 15 minutes after its first guess, and then counts from zero', async () => {
  const one = await person();
  const shared = elsewhere();
  await sprayed(shared, 100);
  const row = () => tablesOf(app)('sign_in_failures').where({ account: '' });
  const { expires_at } = await row().first();
  expect((await signIn(one.email, { from: shared })).status).toBe(401);
  expect(await row().first()).toMatchObject({ failures: 100, expires_at });
  await row().update({ expires_at: Date.now() - 1 });
  expect((await signIn(one.email, { from: shared })).status).toBe(303);
  await guess('another@nowhere.test', 1, shared);
  expect((await row().first()).failures).toBe(1);
});

test.each([
  ['a source for an account', (email: string, from: string) => guess(email, 5, from)],
  ['unknown sources', (email: string) => strangersGuessed(email, 30)],
  ['a source for all accounts', (_email: string, from: string) => sprayed(from, 100)],
])('a clock that is set back by an hour does not keep %s locked', async (_what, lock) => {
  const one = await person();
  const from = elsewhere();
  await lock(one.email, from);
  expect((await signIn(one.email, { from })).status).toBe(401);
  const sql = tablesOf(app);
  const later = (column: string) => sql.raw('?? + 3600000', [column]);
  await sql('sign_in_failures').update({
    locked_until: later('locked_until'),
    expires_at: later('expires_at'),
  });
  // Failures count from zero again.
  await guess(one.email, 1, from);
  const counted = sql('sign_in_failures')
    .where({ account: '', source: `address ${from}` })
    .orWhere({ account: sha256(one.email), source: '' });
  for (const { expires_at } of await counted)
    expect(Number(expires_at)).toBeLessThanOrEqual(Date.now() + 3_600_000);
  expect((await signIn(one.email, { from })).status).toBe(303);
});

test('a correct password does not reset the count of the source', async () => {
  const one = await person();
  const shared = elsewhere();
  await guess('somebody@nowhere.test', 2, shared);
  expect((await signIn(one.email, { from: shared })).status).toBe(303);
  expect((await tablesOf(app)('sign_in_failures').where({ account: '' }).first()).failures).toBe(2);
});

test('correct passwords in a burst that fits the queue are all accepted and not counted as failures', async () => {
  const one = await person();
  const by = elsewhere();
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => {
      const someone = visitor(index % 2 === 0 ? app : direct, { 'X-Forwarded-For': by });
      return signIn(one.email, { by: someone });
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 24 }, () => 303));
  expect(await tablesOf(app)('sign_in_failures')).toEqual([]);
});

test('failures for unknown email addresses are counted in the same way', async () => {
  const stranger = elsewhere();
  await guess('nobody@nowhere.test', 5, stranger);
  const rows = await tablesOf(app)('sign_in_failures')
    .whereNot({ account: '' })
    .orderBy('source')
    .select('source', 'failures');
  expect(rows).toEqual([
    { source: '', failures: 5 },
    { source: `address ${stranger}`, failures: 5 },
  ]);
});

test('failures of an app with the password grant are counted separately', async () => {
  const one = await person();
  const client = await registerApp(owner, { grant_types: ['password'], scopes: ['read.flows'] });
  const tokenWith = (password: string) =>
    requestToken(app, client, { grant_type: 'password', username: one.email, password });
  for (let turn = 0; turn < 5; turn += 1) expect((await tokenWith('nonsense')).status).toBe(400);
  const refused = await tokenWith(PASSWORD);
  expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
  expect((await signIn(one.email)).status).toBe(303);
});

test('guesses by others do not keep a user from changing their password', async () => {
  const one = await person();
  await strangersGuessed(one.email, 30);
  const changed = await one.patch(
    '/v2/me',
    document('me', { password: 'we ate cold soup in march', current_password: PASSWORD }),
  );
  expect(changed.status).toBe(200);
});

test('the log contains the IP address of a failed sign-in', async () => {
  const stranger = elsewhere();
  await guess('nobody@nowhere.test', 1, stranger);
  const line = app
    .logged()
    .split('\n')
    .find((text) => text.includes('sign-in failed') && text.includes(stranger));
  expect(line).toBeDefined();
});

test('a sign-in form in a second tab still works after the first tab has signed in', async () => {
  const one = await person();
  const mine = visitor(app);
  const [first, second] = [await mine.get('/login?to=/console/a'), await mine.get('/login?to=/console/b')];
  expect((await mine.signIn(first, one.email)).headers['location']).toBe('/console/a');
  expect((await mine.signIn(second, one.email)).headers['location']).toBe('/console/b');
  await mine.post('/logout', hidden(await mine.get('/login')));
  expect((await mine.signIn(second, one.email)).headers['location']).toBe('/console/b');
});

test('an app’s sign-in form in a second tab still works after the first has signed in, and the outdated consent page links to a new one', async () => {
  const one = await person();
  const client = await registerApp(owner);
  const mine = visitor(app);
  const path = authorizePath(client);
  const [first, second] = [await mine.get(path), await mine.get(path)];
  const consentPage = await mine.get(
    locationOf(await mine.signIn(first, one.email)).href.replace('http://here', ''),
  );
  expect((await mine.signIn(second, one.email)).headers['location']).toBe(path);
  // The second sign-in has ended the session of the first tab's consent page.
  const stale = await mine.decide(consentPage);
  expect(stale.status).toBe(403);
  const [, link = ''] = /<a href="([^"]+)"/.exec(stale.text) ?? [];
  const again = await mine.get(link.replaceAll('&amp;', '&'));
  expect(locationOf(await mine.decide(again)).searchParams.get('code')).not.toBeNull();
});

test('a sign-in form with another browser’s token is shown again and keeps the request', async () => {
  const one = await person();
  const to = '/console/flows?x=1';
  const page = await visitor(app).get(`/login?to=${encodeURIComponent(to)}`);
  const mine = visitor(app);
  await mine.get('/login');
  const again = await mine.signIn(page, one.email);
  expect([again.status, again.headers['location']]).toEqual([403, undefined]);
  expect(hidden(again)['to']).toBe(to);
  expect(again.text).toContain(`value="${one.email}"`);
  expect((await mine.signIn(again, one.email)).headers['location']).toBe(to);
});
