import { randomUUID } from 'node:crypto';
import { CHALLENGES, startApp, type RequestOptions, type TestApp } from '../support/app.ts';
import type { Operation } from '../support/contract-operations.ts';
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

test.each([
  'text/html',
  'application/xml',
  'application/vnd.api+json; q=0',
  'application/vnd.api+json; ext="x"',
  ';',
])('every operation rejects a client that only accepts %s', async (accept) => {
  await expectEverywhere(API_OPERATIONS, { headers: { Accept: accept } }, '406 not_acceptable Accept');
});

const QUERIES: [query: string, parameter: string][] = [
  ['?surprise=1', 'surprise'],
  ['?page[size]=10&page[size]=20', 'page[size]'],
  ['?page[size]=201', 'page[size]'],
  ['?page[number]=0', 'page[number]'],
  ['?page[number]=1e3', 'page[number]'],
  ['?page=1', 'page'],
  ['?page[__proto__]=1', 'page[__proto__]'],
  ['?sort=id%3BDROP%20TABLE%20users', 'sort'],
  ['?sort=__proto__', 'sort'],
  ['?include=__proto__', 'include'],
  ['?include=tenant.owner', 'include'],
  ['?fields[constructor]=name', 'fields[constructor]'],
  ['?filter[__proto__]=1', 'filter[__proto__]'],
  ['?filter[constructor]=1', 'filter[constructor]'],
  ['?filter=1', 'filter'],
  ['?filter[[x]]=1', 'filter[[x]]'],
  ["?filter['%20OR%201=1]=1", "filter[' OR 1"],
  ['?__proto__[x]=1', '__proto__[x]'],
  ['?a=%00', 'a'],
  ['?a=%ff', 'a'],
  ['?a=%ed%a0%80', 'a'],
  ['?a=%', 'a'],
  [`?${'a'.repeat(8_000)}=1`, 'a'.repeat(100)],
  [`?${'a&'.repeat(4_000)}`, 'a'],
];

test.each(QUERIES)(
  'every operation rejects the query %.60s and names the parameter',
  async (query, parameter) => {
    for (const operation of API_OPERATIONS) {
      const answer = await tenant.send(operation, { query });
      expect([nameOf(operation), answer.status, answer.body.errors[0].code]).toEqual([
        nameOf(operation),
        400,
        'invalid_parameter',
      ]);
      expect(parameter).toContain(answer.body.errors[0].source.parameter);
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

async function expectEverywhere(
  operations: Operation[],
  sent: RequestOptions & { query?: string },
  outcome: string,
): Promise<void> {
  for (const operation of operations) {
    const answer = await tenant.send(operation, sent);
    expect([nameOf(operation), outcomeOf(answer)]).toEqual([nameOf(operation), outcome]);
  }
}
