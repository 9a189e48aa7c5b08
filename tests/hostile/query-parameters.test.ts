import { startApp, type RequestOptions, type TestApp } from '../support/app.ts';
import type { Operation } from '../support/contract-operations.ts';
import {
  API_OPERATIONS,
  nameOf,
  outcomeOf,
  seedTenant,
  type SeededTenant,
} from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

// On SQLite only: these requests are rejected before any row is read.

let app: TestApp;
let tenant: SeededTenant;
let before: Record<string, string[]>;

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
