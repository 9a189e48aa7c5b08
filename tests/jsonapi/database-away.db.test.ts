import { startApp, type TestApp } from '../support/app.ts';
import { createDatabase } from '../support/databases.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  furnishTenant,
  nameOf,
  type FurnishedTenant,
} from '../support/furnished-tenant.ts';

let app: TestApp;
let tenant: FurnishedTenant;
beforeAll(async () => {
  const database = await createDatabase();
  const before = await startApp({ DATABASE_URL: database.url });
  tenant = await furnishTenant(before);
  await before.close();
  app = await startApp({ DATABASE_URL: database.url });
  await database.drop();
});
afterAll(() => app.close());

test('without its database every operation asks to come back later, and says nothing of the inside', async () => {
  const outcomes: Record<string, unknown> = {};
  for (const operation of API_OPERATIONS) {
    const { status, headers, body } = await app.request(operation.method, tenant.address(operation), {
      headers: { Authorization: authorizationOf(tenant.owner) },
      ...(operation.requestBody !== undefined && { body: tenant.body(operation) }),
    });
    const { code, detail } = body.errors[0];
    outcomes[nameOf(operation)] = [status, code, headers['retry-after']];
    expect(detail).toBe('The database cannot be reached at the moment. Try again shortly.');
  }
  const away = [503, 'database_unavailable', '2'];
  expect(outcomes).toEqual(Object.fromEntries(API_OPERATIONS.map((operation) => [nameOf(operation), away])));
  expect(app.logged()).toMatch(/"code":"database_unavailable","err":\{.*"stack"/);
});

test('a caller who is nobody is nobody all the same', async () => {
  expect((await app.request('GET', '/v2/me')).status).toBe(401);
});

test('without its database a server lives, but is not ready', async () => {
  await app.platform.services.database.knex.destroy();
  expect((await app.request('GET', '/livez')).status).toBe(200);
  const { status, headers, body } = await app.request('GET', '/readyz');
  expect([status, headers['retry-after'], body.checks.database]).toEqual([503, '2', 'unreachable']);
});
