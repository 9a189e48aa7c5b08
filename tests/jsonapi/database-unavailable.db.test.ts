import { rawDb } from '../../src/db/raw.ts';
import { newToken, sha256 } from '../../src/crypto/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createDatabase } from '../support/databases.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  seedTenant,
  nameOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';
import { authorizePath, registerApp, sendForm, type RegisteredApp } from '../support/oauth.ts';

let app: TestApp;
let tenant: SeededTenant;
let client: RegisteredApp;
beforeAll(async () => {
  const database = await createDatabase();
  const before = await startApp({ DATABASE_URL: database.url });
  tenant = await seedTenant(before);
  client = await registerApp(tenant.owner);
  await before.close();
  app = await startApp({ DATABASE_URL: database.url });
  await database.drop();
});
afterAll(() => app.close());

test('without its database every operation asks to retry later and reveals no internals', async () => {
  const outcomes: Record<string, unknown> = {};
  for (const operation of API_OPERATIONS) {
    const { status, headers, body } = await app.request(operation.method, tenant.address(operation), {
      headers: { Authorization: authorizationOf(tenant.owner) },
      ...(operation.requestBody !== undefined && { body: tenant.body(operation) }),
    });
    const { code, detail } = body.errors[0];
    outcomes[nameOf(operation)] = [status, code, headers['retry-after']];
    expect(detail).toBe('The database is temporarily unavailable. Retry shortly.');
  }
  const away = [503, 'database_unavailable', '2'];
  expect(outcomes).toEqual(Object.fromEntries(API_OPERATIONS.map((operation) => [nameOf(operation), away])));
  expect(app.logged()).toMatch(/"code":"database_unavailable","err":\{.*"stack"/);
});

test.each(['token', 'introspect', 'revoke', 'par'])('/oauth2/%s asks apps to retry later', async (name) => {
  const { status, headers, body } = await sendForm(app, `/oauth2/${name}`, { token: 'x' }, client.basic);
  expect([status, body.error, headers['retry-after']]).toEqual([503, 'temporarily_unavailable', '2']);
});

test('the API-key dialect responds with its error number', async () => {
  const { status, body } = await sendForm(
    app,
    '/oauth/token',
    { grant_type: 'authorization_code' },
    client.basic,
  );
  expect([status, body.errors]).toEqual([503, [{ message: 'temporarily_unavailable', code: 1600 }]]);
});

test('users get an error page', async () => {
  // An open SQLite file can still be read after it was deleted.
  await rawDb(app.platform.services.database).sql.destroy();
  const session = newToken('vkss_');
  const Cookie = `valetkey-session=${session}`;
  const form = {
    form_token: sha256(`form ${session}`),
    email: 'a@b.test',
    token: 'x',
    tenant: tenant.owner.tenantId,
    request: authorizePath(client),
  };
  const pages = [
    await app.request('GET', authorizePath(client)),
    await app.request('GET', authorizePath(client).replace('/oauth2/auth', '/oauth/authorize')),
    await app.request('GET', '/login', { headers: { Cookie } }),
    await app.request('GET', '/password?token=x'),
    await app.request('GET', '/console', { headers: { Cookie } }),
  ];
  for (const path of ['/login', '/logout', '/password', '/invitations', '/oauth2/consent'])
    pages.push(await sendForm(app, path, form, { Cookie }));
  for (const { status, headers, text } of pages) {
    expect([status, headers['retry-after'], headers['content-type']]).toEqual([
      503,
      '2',
      'text/html; charset=utf-8',
    ]);
    expect(text).toContain('The database is temporarily unavailable.');
  }
});

test('the console is asked to retry later', async () => {
  await rawDb(app.platform.services.database).sql.destroy();
  const session = newToken('vkss_');
  const headers = { Cookie: `valetkey-session=${session}`, 'X-CSRF-Token': sha256(`console ${session}`) };
  for (const [method, path] of [
    ['GET', '/console/session'],
    ['POST', '/console/sign-out'],
    ['GET', '/v2/me'],
  ] as const) {
    const { status, headers: answered, body } = await app.request(method, path, { headers });
    expect([status, answered['retry-after'], body.errors[0].code]).toEqual([
      503,
      '2',
      'database_unavailable',
    ]);
  }
});

test.each(['', '/actions'])('/hooks/{id}%s asks senders of events to retry later', async (more) => {
  await rawDb(app.platform.services.database).sql.destroy();
  const path = `/hooks/${'a'.repeat(43)}${more}`;
  const { status, headers, body } = await app.request('POST', path, { body: '{}' });
  expect([status, body.errors[0].code, headers['retry-after']]).toEqual([503, 'database_unavailable', '2']);
});

test('a request without credentials still gets a 401', async () => {
  expect((await app.request('GET', '/v2/me')).status).toBe(401);
});

test('without its database the server is live but not ready', async () => {
  await rawDb(app.platform.services.database).sql.destroy();
  expect((await app.request('GET', '/livez')).status).toBe(200);
  const { status, headers, body } = await app.request('GET', '/readyz');
  expect([status, headers['retry-after'], body.checks.database]).toEqual([503, '2', 'unreachable']);
});
