import { randomUUID } from 'node:crypto';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { API_OPERATIONS, seedTenant, type SeededTenant } from '../support/seeded-tenant.ts';

let app: TestApp;
let tenant: SeededTenant;
let other: SeededTenant;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  [tenant, other] = [await seedTenant(app), await seedTenant(app, 'Other')];
  owner = tenant.owner;
});
afterAll(() => app.close());

const NOUNS = [
  'components',
  'credentials',
  'flows',
  'oauth-apps',
  'oauth-clients',
  'roles',
  'users',
  'webhooks',
];

const idsIn = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);
const unusedIds = (count: number) => Array.from({ length: count }, () => randomUUID());

test('exactly these lists can be filtered by several IDs', () => {
  const filtered = API_OPERATIONS.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'filter[id]'),
  );
  expect(filtered.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(NOUNS);
});

describe.each(NOUNS)('%s', (noun) => {
  const listByIds = (ids: string[], rest = '') => owner.get(`${noun}?filter[id]=${ids.join()}${rest}`);

  test('are narrowed to the IDs given; unknown ones and those of other tenants are left out', async () => {
    const [own, foreign] = [tenant.ids[noun]!, other.ids[noun]!];
    const { status, body } = await listByIds([foreign, ...unusedIds(1), own]);
    expect([status, idsIn(body), body.meta.total]).toEqual([200, [own], 1]);
    expect((await listByIds([foreign])).body).toMatchObject({ data: [], meta: { total: 0, total_pages: 1 } });
  });

  test('are listed once each, however often their ID is given', async () => {
    const all = idsIn((await owner.get(`${noun}?page[size]=200`)).body);
    const own = tenant.ids[noun]!;
    expect(all).toContain(own);
    const { body } = await listByIds(Array.from({ length: 200 }, () => own));
    expect([idsIn(body), body.meta.total]).toEqual([[own], 1]);
    const many = await listByIds([...all, ...unusedIds(200 - all.length)], '&page[size]=200');
    expect([many.status, idsIn(many.body)]).toEqual([200, all]);
  });

  test.each([
    ['more than 200 IDs', unusedIds(201).join()],
    ['an invalid ID', `${randomUUID()},seven`],
    ['an ID in upper case', randomUUID().toUpperCase()],
    ['a trailing comma', `${randomUUID()},`],
    ['an empty filter', ''],
  ])('cannot be filtered by ID with %s', async (_what, ids) => {
    const { status, body } = await listByIds([ids]);
    expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
      400,
      'invalid_parameter',
      { parameter: 'filter[id]' },
    ]);
  });
});

test('IDs combine with other filters, and pages and links keep them', async () => {
  const ids = idsIn((await owner.get('roles?sort=name&page[size]=3')).body);
  const { body } = await owner.get(`roles?filter[id]=${[...ids].reverse().join()}&sort=name&page[size]=2`);
  expect([idsIn(body), body.meta.total]).toEqual([ids.slice(0, 2), 3]);
  expect(idsIn((await owner.get(body.links.next)).body)).toEqual(ids.slice(2));
  const admin = await owner.get(`roles?filter[id]=${ids.join()}&filter[search]=admin`);
  expect(admin.body.data).toHaveLength(1);
});

test('lists without an ID filter reject it', async () => {
  for (const noun of ['api-keys', 'scopes', 'audit-events', 'webhook-events']) {
    const { status, body } = await owner.get(`${noun}?filter[id]=${randomUUID()}`);
    expect([noun, status, body.errors[0].source]).toEqual([noun, 400, { parameter: 'filter[id]' }]);
  }
});
