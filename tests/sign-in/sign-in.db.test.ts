import { createHash } from 'node:crypto';
import { newPasswordLink } from '../../src/users/index.ts';
import { platformDb } from '../../src/db/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { givePassword, hidden, locationOf, PASSWORD, sendForm, visitor } from '../support/oauth.ts';

const NEW = 'a new and long password';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
});
afterAll(() => app.close());

/** A new user with a password. */
async function member(): Promise<Caller> {
  const one = await app.member(owner, 'viewer');
  await givePassword(app, one);
  return one;
}

const signIn = async (email: string, password: string = PASSWORD) => {
  const someone = visitor(app);
  return { someone, answer: await someone.signIn(await someone.get('/login'), email, password) };
};

describe('signing in', () => {
  test('sets a cookie that scripts cannot read and other sites’ forms do not send', async () => {
    const { answer } = await signIn(owner.email);
    const [cookie] = answer.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^valetkey-session=vkss_[0-9A-Za-z]{49}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect([answer.status, locationOf(answer).pathname]).toEqual([303, '/login']);
  });

  test('sets a cookie with the __Host- prefix under https', async () => {
    const secure = await startApp({ PUBLIC_URL: 'https://valetkey.example' });
    const by = await secure.tenant();
    await givePassword(secure, by);
    const someone = visitor(secure);
    const page = await someone.get('/login');
    expect(String(page.headers['set-cookie'])).toMatch(
      /^__Host-valetkey-form=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const answer = await someone.signIn(page, by.email);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-valetkey-session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax/,
    );
    await secure.close();
  });

  test('accepts the email address in any case', async () => {
    expect((await signIn(owner.email.toUpperCase())).answer.status).toBe(303);
  });

  test('starts a session with a new token and ends the previous one', async () => {
    const { someone } = await signIn(owner.email);
    const before = someone.cookies.get('valetkey-session')!;
    await someone.signIn(await someone.get('/login?to=/oauth2/auth'), owner.email);
    expect(someone.cookies.get('valetkey-session')).not.toBe(before);
    const old = visitor(app);
    old.cookies.set('valetkey-session', before);
    expect((await old.get('/login')).text).toContain('<h1>Sign in</h1>');
    expect((await someone.get('/login')).text).toContain('Signed in');
  });

  test('stores only a hash of the session token, which expires after twelve hours', async () => {
    const { someone } = await signIn(owner.email);
    const token = someone.cookies.get('valetkey-session')!;
    const rows = JSON.stringify(await tablesOf(app)('sessions'));
    expect(rows).not.toContain(token);
    const sql = tablesOf(app);
    await sql('sessions').update({ expires_at: sql.raw('expires_at - 43200001') });
    expect((await someone.get('/login')).text).toContain('<h1>Sign in</h1>');
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a b',
    '\t/x',
  ])('redirects only to local paths, not to %s', async (to) => {
    const someone = visitor(app);
    const page = await someone.get(`/login?to=${encodeURIComponent(to)}`);
    const answer = await someone.post('/login', {
      ...hidden(page),
      to,
      email: owner.email,
      password: PASSWORD,
    });
    expect(answer.headers['location']).toBe('/login');
  });

  test('redirects to the requested page', async () => {
    const someone = visitor(app);
    const page = await someone.get(`/login?to=${encodeURIComponent('/console/flows?x=1')}`);
    expect((await someone.signIn(page, owner.email)).headers['location']).toBe('/console/flows?x=1');
  });
});

test('the sign-in page’s style has the hash in its Content-Security-Policy', async () => {
  const page = await app.request('GET', '/login');
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page.text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(style).toContain('prefers-color-scheme: dark');
  expect(page.headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
});

describe('a failed sign-in', () => {
  test('looks the same for a wrong password, an unknown address, no password and a lock', async () => {
    const [wrong, without, locked] = [await member(), await app.member(owner, 'viewer'), await member()];
    for (let turn = 0; turn < 5; turn += 1) await signIn(locked.email, 'nonsense');
    const pages = new Set<string>();
    for (const [email, password] of [
      [wrong.email, 'nonsense'],
      ['nobody@acme.test', PASSWORD],
      [without.email, PASSWORD],
      [locked.email, PASSWORD],
    ] as const) {
      const { answer } = await signIn(email, password);
      expect([email, answer.status]).toEqual([email, 401]);
      pages.add(answer.text.replace(email, '').replace(/name="form_token" value="\w+"/, ''));
    }
    expect(pages.size).toBe(1);
  });

  test('locks the source for 15 minutes after the fifth in a row; a success resets the count', async () => {
    const one = await member();
    const sql = tablesOf(app);
    for (let turn = 0; turn < 4; turn += 1) await signIn(one.email, 'nonsense');
    expect((await signIn(one.email)).answer.status).toBe(303);
    for (let turn = 0; turn < 5; turn += 1) await signIn(one.email, 'nonsense');
    expect((await signIn(one.email)).answer.status).toBe(401);
    const back = (milliseconds: number) =>
      sql('sign_in_failures').update({ locked_until: sql.raw('locked_until - ?', [milliseconds]) });
    await back(890_000);
    expect((await signIn(one.email)).answer.status).toBe(401);
    await back(11_000);
    expect((await signIn(one.email)).answer.status).toBe(303);
  });

  test('shows the email address again, escaped, but never the password', async () => {
    const { answer } = await signIn('"><script>@acme.test', 'hunter-two-two');
    expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;@acme.test"');
    expect(answer.text).not.toContain('hunter-two-two');
    expect(app.logged()).not.toMatch(/hunter-two-two|<script>@acme/);
  });
});

describe('a form is only accepted from our own page (RFC 6749, 10.12)', () => {
  const forms = {
    '/login': { email: 'x@acme.test', password: 'x' },
    '/logout': {},
    '/password': { token: 'x' },
    '/invitations': { tenant: 'x', answer: 'accept' },
    '/oauth2/consent': { request: '/oauth2/auth?client_id=x', decision: 'allow' },
  };

  test.each(Object.entries(forms))('%s', async (path, fields) => {
    const mine = visitor(app);
    const foreign = hidden(await visitor(app).get('/login'))['form_token']!;
    await mine.get('/login');
    for (const form_token of ['', 'x', foreign]) {
      const answer = await mine.post(path, { ...fields, form_token });
      expect([form_token, answer.status]).toEqual([form_token, 403]);
    }
    const own = hidden(await mine.get('/login'))['form_token']!;
    const without = await sendForm(app, path, { ...fields, form_token: own });
    expect(without.status).toBe(403);
  });

  test('a duplicate cookie is rejected, as one of them may be planted', async () => {
    const mine = visitor(app);
    const page = await mine.get('/login');
    const [[name, value] = ['', '']] = mine.cookies;
    const answer = await sendForm(
      app,
      '/login',
      { ...hidden(page), email: owner.email, password: PASSWORD },
      {
        Cookie: `${name}=${value}; ${name}=${value}`,
      },
    );
    expect(answer.status).toBe(403);
  });

  test('requests that are not forms are rejected', async () => {
    const json = { headers: { 'Content-Type': 'application/json' }, body: '{"email":"x"}' };
    for (const path of ['/login', '/logout', '/password', '/invitations'])
      expect((await app.request('POST', path, json)).status).toBe(400);
    expect((await app.request('GET', '/login?to=a&to=b')).status).toBe(400);
  });
});

test('signing out ends the session', async () => {
  const { someone } = await signIn(owner.email);
  const token = someone.cookies.get('valetkey-session')!;
  const answer = await someone.post('/logout', hidden(await someone.get('/login')));
  expect(answer.status).toBe(303);
  expect(someone.cookies.has('valetkey-session')).toBe(false);
  const thief = visitor(app);
  thief.cookies.set('valetkey-session', token);
  expect((await thief.get('/login')).text).toContain('<h1>Sign in</h1>');
});

describe('a password link', () => {
  const db = () => platformDb(app.platform.services.database);
  const linkFor = (one: Caller) => newPasswordLink(db(), one.userId, Date.now());

  test('works once, and ends the user’s sessions', async () => {
    const one = await member();
    const { someone } = await signIn(one.email);
    const path = `/password?token=${await linkFor(one)}`;
    const mine = visitor(app);
    const page = await mine.get(path);
    expect(page.text).toContain(one.email);
    const set = await mine.post('/password', { ...hidden(page), password: NEW, again: NEW });
    expect([set.status, set.text]).toEqual([200, expect.stringContaining('Password set')]);
    expect((await mine.get(path)).status).toBe(400);
    expect((await mine.post('/password', { ...hidden(page), password: NEW, again: NEW })).status).toBe(400);
    expect((await someone.get('/login')).text).toContain('<h1>Sign in</h1>');
    expect((await signIn(one.email)).answer.status).toBe(401);
    expect((await signIn(one.email, NEW)).answer.status).toBe(303);
  });

  test.each([
    ['too short', 'short', 'short'],
    ['too long', 'x'.repeat(201), 'x'.repeat(201)],
    ['a single repeated character', 'z'.repeat(20), 'z'.repeat(20)],
    ['not repeated correctly', NEW, `${NEW}!`],
  ])('rejects a password that is %s, and stays valid', async (_what, password, again) => {
    const one = await app.member(owner, 'viewer');
    const mine = visitor(app);
    const page = await mine.get(`/password?token=${await linkFor(one)}`);
    const refused = await mine.post('/password', { ...hidden(page), password, again });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('role="alert"')]);
    expect((await mine.post('/password', { ...hidden(refused), password: NEW, again: NEW })).status).toBe(
      200,
    );
  });

  test('expires after three days, or when a newer one is created', async () => {
    const one = await app.member(owner, 'viewer');
    const mine = visitor(app);
    const first = await linkFor(one);
    const second = await linkFor(one);
    expect((await mine.get(`/password?token=${first}`)).status).toBe(400);
    expect((await mine.get(`/password?token=${second}`)).status).toBe(200);
    const sql = tablesOf(app);
    await sql('password_links').update({ expires_at: sql.raw('expires_at - 259200001') });
    expect((await mine.get(`/password?token=${second}`)).status).toBe(400);
    expect(JSON.stringify(await sql('password_links'))).not.toContain(second);
  });

  test.each(['', 'vkpl_x', "' OR 1=1 --"])('is rejected if its token is invalid (%s)', async (token) => {
    expect((await app.request('GET', `/password?token=${encodeURIComponent(token)}`)).status).toBe(400);
  });
});

describe('the password at /v2/me', () => {
  const change = (by: Caller, attributes: object) => by.patch('/v2/me', document('me', attributes));

  test('can be set by a user who has none, or changed with the current one, which ends all sessions', async () => {
    const one = await app.member(owner, 'viewer');
    expect((await change(one, { password: PASSWORD })).status).toBe(200);
    const { someone } = await signIn(one.email);
    const refused = await change(one, { password: NEW });
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([
      422,
      '/data/attributes/current_password',
    ]);
    expect((await change(one, { password: NEW, current_password: 'nonsense' })).status).toBe(422);
    const changed = await change(one, { password: NEW, current_password: PASSWORD });
    expect([changed.status, changed.text.includes(NEW)]).toEqual([200, false]);
    expect((await someone.get('/login')).text).toContain('<h1>Sign in</h1>');
    expect((await signIn(one.email, NEW)).answer.status).toBe(303);
  });

  test('is hashed with scrypt and its own salt, and never exposed', async () => {
    const [one, other] = [await app.member(owner, 'viewer'), await app.member(owner, 'viewer')];
    for (const by of [one, other]) await change(by, { password: NEW });
    const hashes = await tablesOf(app)('users')
      .whereIn('id', [one.userId, other.userId])
      .pluck('password_hash');
    for (const hash of hashes) expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[^$]+\$[^$]+$/);
    expect(new Set(hashes).size).toBe(2);
    const events = JSON.stringify((await owner.get('audit-events?page[size]=200')).body);
    for (const text of [events, app.logged(), (await one.get('/v2/me')).text]) {
      expect(text).not.toContain(NEW);
      expect(text).not.toContain('scrypt');
    }
  });

  test('must have at least twelve characters', async () => {
    const one = await app.member(owner, 'viewer');
    const { status, body } = await change(one, { password: 'elevenchars' });
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/password']);
  });
});
