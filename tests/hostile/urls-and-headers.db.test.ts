import { randomUUID } from 'node:crypto';
import { CHALLENGES, startApp, type TestApp } from '../support/app.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  seedTenant,
  nameOf,
  outcomeOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let tenant: SeededTenant;
let before: Record<string, string[]>;

const HAVE_ID = API_OPERATIONS.filter(({ path }) => path.includes('{id}'));

beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
  before = await dumpTables(app);
});

afterAll(() => app.close());

/** No request may have changed anything. */
afterEach(async () => {
  expect(await dumpTables(app)).toEqual(before);
});

const WRONG_CREDENTIALS: [what: string, authorization: () => string | undefined][] = [
  ['no credentials', () => undefined],
  ['a wrong key', () => authorizationOf({ ...tenant.owner, apiKey: `vk_${'x'.repeat(49)}` })],
  ["another user's email address", () => authorizationOf({ ...tenant.owner, email: 'other@acme.test' })],
  ['an empty key', () => authorizationOf({ ...tenant.owner, apiKey: '' })],
  ['the key with a suffix', () => authorizationOf({ ...tenant.owner, apiKey: `${tenant.owner.apiKey}:x` })],
  [
    'the key in another case',
    () => authorizationOf({ ...tenant.owner, apiKey: tenant.owner.apiKey.toUpperCase() }),
  ],
  ['SQL as the key', () => authorizationOf({ ...tenant.owner, apiKey: "' OR 1=1 --" })],
  ['NUL in the email address', () => authorizationOf({ ...tenant.owner, email: `${tenant.owner.email}\0` })],
  ['invalid base64', () => 'Basic %%%%'],
  ['nothing after Basic', () => 'Basic'],
  ['another scheme', () => `Digest ${tenant.owner.apiKey}`],
  ['a very long key', () => authorizationOf({ ...tenant.owner, apiKey: 'x'.repeat(8_000) })],
];

test.each(WRONG_CREDENTIALS)(
  'every operation responds to %s with 401 and a challenge',
  async (_what, authorization) => {
    for (const operation of API_OPERATIONS) {
      const header = authorization();
      const answer = await app.request(operation.method, tenant.address(operation), {
        headers: header === undefined ? {} : { Authorization: header },
      });
      expect([nameOf(operation), outcomeOf(answer)]).toEqual([nameOf(operation), '401 unauthenticated']);
      expect(answer.headers['www-authenticate']).toBe(CHALLENGES);
    }
  },
);

const UNUSABLE_IDS: [what: string, id: string][] = [
  ['an unused ID', randomUUID()],
  ['an ID in upper case', 'ABCDEF00-0000-7000-8000-000000000000'],
  ['SQL', encodeURIComponent("' OR '1'='1")],
  ['NUL', '%00'],
  ['half of a surrogate pair', '%ed%a0%80'],
  ['an encoded slash', '..%2f..%2fme'],
  ['an encoded parent folder', '%2e%2e%2f%2e%2e'],
  ['a property that every object has', '__proto__'],
  ['eight thousand characters', 'a'.repeat(8_000)],
  ['line breaks', 'a%0d%0aSet-Cookie:%20a=b'],
];

test.each(UNUSABLE_IDS)('every operation responds to %s in its path with 404', async (_what, id) => {
  for (const operation of HAVE_ID) {
    const path = operation.path.replace('{tenant}', tenant.owner.tenantId).replace('{id}', id);
    const answer = await app.request(operation.method, path, {
      headers: { Authorization: authorizationOf(tenant.owner) },
      ...(operation.requestBody && { body: tenant.body(operation) }),
    });
    // A path that is not percent-encoded UTF-8 is a bad request.
    expect([nameOf(operation), answer.status]).toEqual([nameOf(operation), id === '%ed%a0%80' ? 400 : 404]);
    if (answer.status === 400) expect(outcomeOf(answer)).toBe('400 invalid_parameter');
    expect(Object.keys(answer.headers)).not.toContain('set-cookie');
  }
});

test('headers that override the method are ignored', async () => {
  // Not OAuth clients: reading one is recorded as a secret read.
  const deletes = HAVE_ID.filter(
    ({ method, path }) =>
      method === 'delete' && !path.includes('oauth-clients') && !path.endsWith('/connections'),
  );
  for (const operation of deletes) {
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
      const answer = await tenant.send({ ...operation, method: 'get' }, { headers: { [name]: 'DELETE' } });
      expect([nameOf(operation), answer.status]).toEqual([nameOf(operation), 200]);
    }
  }
});
