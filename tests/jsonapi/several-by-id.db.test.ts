import { randomUUID } from 'node:crypto';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { API_OPERATIONS, furnishTenant, type FurnishedTenant } from '../support/furnished-tenant.ts';

let app: TestApp;
let tenant: FurnishedTenant;
let other: FurnishedTenant;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  [tenant, other] = [await furnishTenant(app), await furnishTenant(app, 'Other')];
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
const nobodys = (count: number) => Array.from({ length: count }, () => randomUUID());

test('these are the lists that can be asked for several ids', () => {
  const asked = API_OPERATIONS.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'filter[id]'),
  );
  expect(asked.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(NOUNS);
});

describe.each(NOUNS)('%s', (noun) => {
  const ask = (ids: string[], rest = '') => owner.get(`${noun}?filter[id]=${ids.join()}${rest}`);

  test('are narrowed to those that are asked for; what is another tenant’s or gone is not there', async () => {
    const [mine, theirs] = [tenant.ids[noun]!, other.ids[noun]!];
    const { status, body } = await ask([theirs, ...nobodys(1), mine]);
    expect([status, idsIn(body), body.meta.total]).toEqual([200, [mine], 1]);
    expect((await ask([theirs])).body).toMatchObject({ data: [], meta: { total: 0, total_pages: 1 } });
  });

  test('are listed once each, however often they are named, and without the others', async () => {
    const all = idsIn((await owner.get(`${noun}?page[size]=200`)).body);
    const mine = tenant.ids[noun]!;
    expect(all).toContain(mine);
    const { body } = await ask(Array.from({ length: 200 }, () => mine));
    expect([idsIn(body), body.meta.total]).toEqual([[mine], 1]);
    const many = await ask([...all, ...nobodys(200 - all.length)], '&page[size]=200');
    expect([many.status, idsIn(many.body)]).toEqual([200, all]);
  });

  test.each([
    ['more than 200', nobodys(201).join()],
    ['one that is none', `${randomUUID()},seven`],
    ['one in upper case', randomUUID().toUpperCase()],
    ['an empty one', `${randomUUID()},`],
    ['none', ''],
  ])('cannot be asked for by %s', async (_what, ids) => {
    const { status, body } = await ask([ids]);
    expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
      400,
      'invalid_parameter',
      { parameter: 'filter[id]' },
    ]);
  });
});

test('ids narrow what the other filters leave, and pages and links keep them', async () => {
  const ids = idsIn((await owner.get('roles?sort=name&page[size]=3')).body);
  const { body } = await owner.get(`roles?filter[id]=${[...ids].reverse().join()}&sort=name&page[size]=2`);
  expect([idsIn(body), body.meta.total]).toEqual([ids.slice(0, 2), 3]);
  expect(idsIn((await owner.get(body.links.next)).body)).toEqual(ids.slice(2));
  const admin = await owner.get(`roles?filter[id]=${ids.join()}&filter[search]=admin`);
  expect(admin.body.data).toHaveLength(1);
});

test('the name of a column that is no filter stays refused', async () => {
  for (const noun of ['api-keys', 'scopes', 'audit-events', 'webhook-events']) {
    const { status, body } = await owner.get(`${noun}?filter[id]=${randomUUID()}`);
    expect([noun, status, body.errors[0].source]).toEqual([noun, 400, { parameter: 'filter[id]' }]);
  }
});
