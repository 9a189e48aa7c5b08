import { platformDb } from '../../src/db/index.ts';
import { answerInvitation } from '../../src/users/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { givePassword, PASSWORD, signedInVisitor } from '../support/oauth.ts';
import { roleNamed } from '../support/people.ts';
import { COOKIE, openConsole, type Browser } from './browser.ts';

const CHALLENGE = 'Cookie realm="valetkey", form-action="/login"';

let app: TestApp;
let owner: Caller;
let other: Caller;
let browser: Browser;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant('Zebra');
  other = await app.tenant('Aardvark');
  browser = await openConsole(app, owner);
});
afterAll(() => app.close());

/** A member of both tenants, who has accepted the second invitation unless `accept` is false. */
async function memberOfBoth(role = 'viewer', accept = true): Promise<Caller> {
  const one = await app.member(owner, role);
  const id = await roleNamed(other, role);
  await other.post('users', document('user', { email: one.email }, { role: { type: 'role', id } }));
  const membership = { userId: one.userId, tenantId: other.tenantId, now: Date.now() };
  if (accept) await answerInvitation(platformDb(app.platform.services.database), membership, 'accept');
  return one;
}

describe('GET /console/session', () => {
  test('returns 401 without a session, and causes no password prompt in the browser', async () => {
    const { status, headers, body } = await app.request('GET', '/console/session');
    expect([status, headers['www-authenticate'], body.errors[0].code]).toEqual([
      401,
      CHALLENGE,
      'unauthenticated',
    ]);
  });

  test('returns the user, their tenants and the CSRF token, and is not cached', async () => {
    const one = await memberOfBoth();
    const { headers, body } = await (await openConsole(app, one)).send('GET', '/console/session');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      csrf_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      user: { id: one.userId, email: one.email, name: null },
      tenants: [
        { id: other.tenantId, name: 'Aardvark' },
        { id: owner.tenantId, name: 'Zebra' },
      ],
    });
  });

  test('omits tenants whose invitation the user has not accepted', async () => {
    const one = await memberOfBoth('viewer', false);
    const { body } = await (await openConsole(app, one)).send('GET', '/console/session');
    expect(body.tenants).toEqual([{ id: owner.tenantId, name: 'Zebra' }]);
  });

  test.each(['cross-site', 'same-site', 'none'])('rejects a page that is %s', async (site) => {
    const answer = await browser.send('GET', '/console/session', { headers: { 'Sec-Fetch-Site': site } });
    expect([answer.status, answer.text.includes(browser.csrf)]).toEqual([401, false]);
  });

  test('returns a token per session that is neither the cookie nor the form token', async () => {
    const again = await openConsole(app, owner);
    expect(again.csrf).not.toBe(browser.csrf);
    const page = await (await signedInVisitor(app, owner)).get('/login');
    expect(page.text).not.toContain(browser.csrf);
    expect(browser.session).not.toContain(browser.csrf);
  });
});

describe('the session cookie', () => {
  test('is not enough by itself, not even for reading', async () => {
    const Cookie = `${COOKIE}=${browser.session}`;
    for (const [method, path] of [
      ['GET', '/v2/me'],
      ['PATCH', '/v2/me'],
      ['GET', `/v2/tenants/${owner.tenantId}/oauth-clients`],
    ] as const) {
      const { status, headers } = await app.request(method, path, { headers: { Cookie } });
      expect([path, status, headers['www-authenticate']]).toEqual([path, 401, CHALLENGE]);
    }
  });

  test.each([
    ['an empty token', ''],
    ['a wrong token', 'f'.repeat(64)],
    ['a token in upper case', undefined],
  ])('is rejected with %s', async (_what, given) => {
    const token = given ?? browser.csrf.toUpperCase();
    const answer = await browser.send('GET', '/v2/me', { headers: { 'X-CSRF-Token': token } });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, CHALLENGE]);
  });

  test('is rejected with the token of another session, even of the same user', async () => {
    const { csrf } = await openConsole(app, owner);
    expect((await browser.send('GET', '/v2/me', { headers: { 'X-CSRF-Token': csrf } })).status).toBe(401);
  });

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }, 401],
    [{ 'Sec-Fetch-Site': 'same-site' }, 401],
    [{ 'Sec-Fetch-Site': 'none' }, 401],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{ Origin: 'https://evil.example' }, 401],
    [{ Origin: 'null' }, 401],
    [{ Origin: 'OWN' }, 200],
    [{ Origin: 'OWN BY HTTPS' }, 401],
  ])('and its token from a page with %j get a %i', async (headers, status) => {
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('OWN BY HTTPS', app.url.replace('http:', 'https:')).replace('OWN', app.url),
      ]),
    );
    expect((await browser.send('GET', '/v2/me', { headers: sent })).status).toBe(status);
  });

  test('is rejected if it is sent twice, as one may be planted', async () => {
    const Cookie = `${browser.headers['Cookie']}; ${COOKIE}=${browser.session}`;
    expect((await browser.send('GET', '/v2/me', { headers: { Cookie } })).status).toBe(401);
  });

  test('is ignored if there is an Authorization header', async () => {
    const Authorization = `Basic ${Buffer.from(`${owner.email}:nonsense`).toString('base64')}`;
    expect((await browser.send('GET', '/v2/me', { headers: { Authorization } })).status).toBe(401);
    const key = `Basic ${Buffer.from(`${other.email}:${other.apiKey}`).toString('base64')}`;
    const { body } = await browser.send('GET', '/v2/me', { headers: { Authorization: key } });
    expect(body.data.id).toBe(other.userId);
  });

  test('is rejected once the session has expired', async () => {
    const one = await app.member(owner, 'viewer');
    const { send } = await openConsole(app, one);
    expect((await send('GET', '/v2/me')).status).toBe(200);
    await tablesOf(app)('sessions').where({ user_id: one.userId }).update({ expires_at: 1 });
    expect((await send('GET', '/v2/me')).status).toBe(401);
  });
});

describe('a signed-in user can act', () => {
  test('with the permissions of their role in the tenant of the URL', async () => {
    const one = await memberOfBoth();
    await app.member(other, 'viewer');
    const { send } = await openConsole(app, one);
    expect((await send('GET', `/v2/tenants/${other.tenantId}/flows`)).status).toBe(200);
    expect((await send('GET', `/v2/tenants/${owner.tenantId}/flows`)).status).toBe(200);
    const refused = await send('POST', `/v2/tenants/${owner.tenantId}/roles`, {
      body: document('role', { name: 'x', permissions: [] }),
    });
    expect([refused.status, refused.body.errors[0].meta]).toEqual([
      403,
      { permission: 'tenants.roles.create' },
    ]);
  });

  test('only in their own tenants: any other returns the same 404 as a missing one', async () => {
    const strip = (text: string) => text.replace(/"id":"[^"]+"/, '');
    const [existing, missing] = await Promise.all(
      [other.tenantId, '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f'].map((id) =>
        browser.send('GET', `/v2/tenants/${id}/flows`),
      ),
    );
    expect([existing!.status, strip(existing!.text)]).toEqual([404, strip(missing!.text)]);
  });

  test('in the tenant of X-Tenant, or their first, if the URL names none', async () => {
    const one = await memberOfBoth();
    await owner.patch(
      `users/${one.userId}`,
      document('user', {}, { role: { type: 'role', id: await roleNamed(owner, 'developer') } }),
    );
    const { send } = await openConsole(app, one);
    const seenIn = async (headers = {}) => {
      const { attributes, relationships } = (await send('GET', '/v2/me', { headers })).body.data;
      return [relationships.tenant.data.id, attributes.role_name];
    };
    expect(await seenIn()).toEqual([other.tenantId, 'viewer']);
    expect(await seenIn({ 'X-Tenant': owner.tenantId })).toEqual([owner.tenantId, 'developer']);
  });

  test.each(['', 'seven', '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f'])(
    'but not with an X-Tenant that is not one of theirs: %j',
    async (tenant) => {
      const answer = await browser.send('GET', '/v2/tenants', { headers: { 'X-Tenant': tenant } });
      expect([answer.status, answer.body.errors[0].code]).toEqual([401, 'unauthenticated']);
    },
  );

  test('but not in a tenant whose invitation they have not accepted', async () => {
    const { send } = await openConsole(app, await memberOfBoth('viewer', false));
    expect((await send('GET', `/v2/tenants/${other.tenantId}/flows`)).status).toBe(404);
  });

  test('until they are deactivated, and nowhere if that was their only tenant', async () => {
    const both = await memberOfBoth();
    const only = await app.member(owner, 'viewer');
    const consoles = [await openConsole(app, both), await openConsole(app, only)];
    for (const { userId } of [both, only])
      await owner.patch(`users/${userId}`, {
        data: { type: 'user', id: userId, attributes: { active: false } },
      });
    const answers = [];
    for (const { send } of consoles)
      answers.push([
        (await send('GET', `/v2/tenants/${owner.tenantId}/flows`)).status,
        (await send('GET', '/v2/me')).status,
      ]);
    expect(answers).toEqual([
      [404, 200],
      [404, 401],
    ]);
    expect((await consoles[1]!.send('GET', '/console/session')).body.tenants).toEqual([]);
  });

  test('on their own account, as with their own API key; a new password ends the session', async () => {
    const one = await app.member(owner, 'viewer');
    const { send } = await openConsole(app, one);
    const me = (attributes: object) => document('me', attributes);
    const id = one.userId;
    const patch = (attributes: object) =>
      send('PATCH', '/v2/me', { body: { data: { ...me(attributes).data, id } } });
    expect((await patch({ name: 'Vera' })).body.data.attributes.name).toBe('Vera');
    expect((await patch({ password: 'another long password' })).status).toBe(422);
    const changed = await patch({ password: 'another long password', current_password: PASSWORD });
    expect([changed.status, (await send('GET', '/v2/me')).status]).toEqual([200, 401]);
  });

  test('and the audit log says that they used the console', async () => {
    const path = `/v2/tenants/${owner.tenantId}/components`;
    const made = await browser.send('POST', path, {
      body: document('component', { descriptor: { title: 'Clock' } }),
    });
    const { body } = await owner.get(`audit-events?filter[resource]=${made.body.data.id}`);
    expect(body.data[0].attributes).toMatchObject({
      actor_name: owner.email,
      api_key_id: null,
      oauth_app_id: null,
      details: { through: 'console' },
    });
    const byKey = await owner.post('components', document('component', { descriptor: { title: 'Clock' } }));
    const log = await owner.get(`audit-events?filter[resource]=${byKey.body.data.id}`);
    expect(log.body.data[0].attributes.details).not.toHaveProperty('through');
  });
});

describe('signing out', () => {
  test('ends the session and deletes the cookie', async () => {
    const { send } = await openConsole(app, owner);
    const { status, headers } = await send('POST', '/console/sign-out');
    expect([status, String(headers['set-cookie'])]).toEqual([
      204,
      expect.stringMatching(
        /^valetkey-session=; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect((await send('GET', '/console/session')).status).toBe(401);
  });

  test('requires the CSRF token, so that no other site can do it', async () => {
    const { session, send } = await openConsole(app, owner);
    const Cookie = `${COOKIE}=${session}`;
    expect((await app.request('POST', '/console/sign-out', { headers: { Cookie } })).status).toBe(401);
    expect((await send('GET', '/v2/me')).status).toBe(200);
  });
});

test('under https, only the cookie with the __Host- prefix is accepted', async () => {
  const secure = await startApp({ PUBLIC_URL: 'https://valetkey.example' });
  const by = await secure.tenant();
  await givePassword(secure, by);
  const someone = await signedInVisitor(secure, by);
  const session = someone.cookies.get(`__Host-${COOKIE}`)!;
  const { body } = await someone.get('/console/session');
  const call = (name: string, headers = {}) =>
    secure.request('GET', '/v2/me', {
      headers: { Cookie: `${name}=${session}`, 'X-CSRF-Token': body.csrf_token, ...headers },
    });
  expect((await call(`__Host-${COOKIE}`)).status).toBe(200);
  expect((await call(`__Host-${COOKIE}`, { Origin: 'https://valetkey.example' })).status).toBe(200);
  expect((await call(`__Host-${COOKIE}`, { Origin: 'http://valetkey.example' })).status).toBe(401);
  expect((await call(COOKIE)).status).toBe(401);
  await secure.close();
});
