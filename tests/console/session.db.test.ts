import { platformDb } from '../../src/db/index.ts';
import { answerInvitation } from '../../src/users/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import { givePassword, PASSWORD, signedInVisitor } from '../support/oauth.ts';
import { roleNamed } from '../support/people.ts';
import { COOKIE, openConsole, type Browser } from './browser.ts';

const NOBODY = 'Cookie realm="valetkey", form-action="/login"';

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

/** Somebody of both tenants, who has agreed to the second as well. */
async function memberOfBoth(role = 'viewer', accept = true): Promise<Caller> {
  const one = await app.member(owner, role);
  const id = await roleNamed(other, role);
  await other.post('users', document('user', { email: one.email }, { role: { type: 'role', id } }));
  const membership = { userId: one.userId, tenantId: other.tenantId, now: Date.now() };
  if (accept) await answerInvitation(platformDb(app.platform.services.database), membership, 'accept');
  return one;
}

describe('the session tells the page', () => {
  test('nobody without one, and without a password prompt of the browser', async () => {
    const { status, headers, body } = await app.request('GET', '/console/session');
    expect([status, headers['www-authenticate'], body.errors[0].code]).toEqual([
      401,
      NOBODY,
      'unauthenticated',
    ]);
  });

  test('who is signed in, in which tenants, and the token; and is kept nowhere', async () => {
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

  test('not of tenants to which the person has not agreed', async () => {
    const one = await memberOfBoth('viewer', false);
    const { body } = await (await openConsole(app, one)).send('GET', '/console/session');
    expect(body.tenants).toEqual([{ id: owner.tenantId, name: 'Zebra' }]);
  });

  test.each(['cross-site', 'same-site', 'none'])('nothing to a page that is %s', async (site) => {
    const answer = await browser.send('GET', '/console/session', { headers: { 'Sec-Fetch-Site': site } });
    expect([answer.status, answer.text.includes(browser.csrf)]).toEqual([401, false]);
  });

  test('another token for every session, which is neither the cookie nor the token of the forms', async () => {
    const again = await openConsole(app, owner);
    expect(again.csrf).not.toBe(browser.csrf);
    const page = await (await signedInVisitor(app, owner)).get('/login');
    expect(page.text).not.toContain(browser.csrf);
    expect(browser.session).not.toContain(browser.csrf);
  });
});

describe('the cookie', () => {
  test('alone is worth nothing, for reading neither', async () => {
    const Cookie = `${COOKIE}=${browser.session}`;
    for (const [method, path] of [
      ['GET', '/v2/me'],
      ['PATCH', '/v2/me'],
      ['GET', `/v2/tenants/${owner.tenantId}/oauth-clients`],
    ] as const) {
      const { status, headers } = await app.request(method, path, { headers: { Cookie } });
      expect([path, status, headers['www-authenticate']]).toEqual([path, 401, NOBODY]);
    }
  });

  test.each([
    ['an empty token', ''],
    ['a wrong token', 'f'.repeat(64)],
    ['a token in upper case', undefined],
  ])('is refused with %s', async (_what, given) => {
    const token = given ?? browser.csrf.toUpperCase();
    const answer = await browser.send('GET', '/v2/me', { headers: { 'X-CSRF-Token': token } });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, NOBODY]);
  });

  test('is refused with the token of another session, the same person’s too', async () => {
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
  ])('and its token from a page with %j: %i', async (headers, status) => {
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('OWN BY HTTPS', app.url.replace('http:', 'https:')).replace('OWN', app.url),
      ]),
    );
    expect((await browser.send('GET', '/v2/me', { headers: sent })).status).toBe(status);
  });

  test('does not count twice, as one of the two was planted', async () => {
    const Cookie = `${browser.headers['Cookie']}; ${COOKIE}=${browser.session}`;
    expect((await browser.send('GET', '/v2/me', { headers: { Cookie } })).status).toBe(401);
  });

  test('gives way to an Authorization header, whoever that names', async () => {
    const Authorization = `Basic ${Buffer.from(`${owner.email}:nonsense`).toString('base64')}`;
    expect((await browser.send('GET', '/v2/me', { headers: { Authorization } })).status).toBe(401);
    const key = `Basic ${Buffer.from(`${other.email}:${other.apiKey}`).toString('base64')}`;
    const { body } = await browser.send('GET', '/v2/me', { headers: { Authorization: key } });
    expect(body.data.id).toBe(other.userId);
  });

  test('is worth nothing once the session has run out', async () => {
    const one = await app.member(owner, 'viewer');
    const { send } = await openConsole(app, one);
    expect((await send('GET', '/v2/me')).status).toBe(200);
    await tablesOf(app)('sessions').where({ user_id: one.userId }).update({ expires_at: 1 });
    expect((await send('GET', '/v2/me')).status).toBe(401);
  });
});

describe('the person acts', () => {
  test('with what their role in the tenant of the address lets them do', async () => {
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

  test('nowhere else: another’s tenant is the 404 of one that does not exist', async () => {
    const strip = (text: string) => text.replace(/"id":"[^"]+"/, '');
    const [theirs, nobodys] = await Promise.all(
      [other.tenantId, '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f'].map((id) =>
        browser.send('GET', `/v2/tenants/${id}/flows`),
      ),
    );
    expect([theirs!.status, strip(theirs!.text)]).toEqual([404, strip(nobodys!.text)]);
  });

  test('where the address names no tenant, in the one of X-Tenant, or else their first', async () => {
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
    'never in a tenant of X-Tenant that is not theirs: %j',
    async (tenant) => {
      const answer = await browser.send('GET', '/v2/tenants', { headers: { 'X-Tenant': tenant } });
      expect([answer.status, answer.body.errors[0].code]).toEqual([401, 'unauthenticated']);
    },
  );

  test('in none to which they have not agreed', async () => {
    const { send } = await openConsole(app, await memberOfBoth('viewer', false));
    expect((await send('GET', `/v2/tenants/${other.tenantId}/flows`)).status).toBe(404);
  });

  test('no more once they are switched off, and nowhere when that was their only tenant', async () => {
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

  test('in person, as with a key of their own; a new password ends the session', async () => {
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

  test('and the audit log says that it was through the console', async () => {
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
  test('ends the session and takes the cookie back', async () => {
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

  test('takes the token, so that no other site can do it', async () => {
    const { session, send } = await openConsole(app, owner);
    const Cookie = `${COOKIE}=${session}`;
    expect((await app.request('POST', '/console/sign-out', { headers: { Cookie } })).status).toBe(401);
    expect((await send('GET', '/v2/me')).status).toBe(200);
  });
});

test('with https the same goes for the cookie of this host alone', async () => {
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
