import { document, makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { makeRole, makeUser } from '../support/people.ts';
import { planOf, queriesDuring, type SeenQuery } from '../support/query-plans.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

function queriesOf(path: string): Promise<SeenQuery[]> {
  return queriesDuring(app, async () => expect((await owner.get(path)).status).toBe(200));
}

/** The query with which a list finds the IDs of its second page. */
async function findingQuery(path: string): Promise<SeenQuery> {
  const seen = await queriesOf(`${path}&page[size]=1&page[number]=2`);
  const [noun] = path.split('?');
  const table = new RegExp(`from ["\`]${noun!.replaceAll('-', '_')}["\`]`);
  return seen.find(({ sql }) => table.test(sql) && sql.includes('order by'))!;
}

const LISTS = [
  ['oauth-clients', 'client_id'],
  ['oauth-clients', 'created_at'],
  ['credentials', 'name'],
  ['flows', 'name'],
] as const;

test.each(LISTS.flatMap(([noun, key]) => [`${noun}?sort=${key}`, `${noun}?sort=-${key}`]))(
  'a later page of %s is read in index order without sorting',
  async (path) => {
    for (const title of ['a', 'b']) {
      await owner.post('flows', document('flow', { name: title }));
      await makeClient(owner, await makeComponent(owner, { title, useOAuthClient: true }));
      const urls = { authorization_url: 'https://third.example/a', token_url: 'https://third.example/t' };
      const secret = { client_id: 'acme', client_secret: 's3cret' };
      await owner.post('credentials', document('credential', { name: title, ...urls, ...secret }));
    }
    const plan = await planOf(app, await findingQuery(path));
    const [noun = '', key = ''] = path.replace('client_id', 'client_id_start').split(/\?sort=-?/);
    expect(plan).toContain(`${noun.replace('-', '_')}_tenant_id_${key}_id_index`);
    expect(plan).not.toMatch(/\bsort\b|TEMP B-TREE/i);
  },
);

test.each(['refresh_failed', 'no_working_token'])(
  'credentials in the condition %s are found with an index that leaves out working ones',
  async (condition) => {
    const queries = await queriesOf(`credentials?filter[condition]=${condition}`);
    const counting = queries.find(({ sql }) => sql.includes('count(') && sql.includes('state_reason'))!;
    expect(await planOf(app, counting)).toContain('connections_reason_index');
  },
);

test('connections that end soon are found with an index of those that have an end', async () => {
  const queries = await queriesOf('credentials?filter[condition]=ends_soon');
  const counting = queries.find(({ sql }) => sql.includes('count(') && sql.includes('ends_soon_from'))!;
  expect(await planOf(app, counting)).toContain('connections_tenant_ends_index');
});

test('audit events are found with an index on their action or resource', async () => {
  const planFor = async (filters: string) => {
    const queries = await queriesOf(`audit-events?filter[action]=flows.create,flows.update${filters}`);
    return planOf(
      app,
      queries.find(({ sql }) => sql.includes('union all') || sql.includes('resource_id'))!,
    );
  };
  expect(await planFor('')).toContain('audit_events_tenant_id_action_id_index');
  expect(await planFor(`&filter[resource]=${owner.userId}`)).toContain(
    'audit_events_tenant_id_resource_id_id_index',
  );
});

test('a client_id may be longer than an index allows; it is sorted by its first characters', async () => {
  const noise = Array.from({ length: 1999 }, () =>
    String.fromCodePoint(0x20000 + Math.floor(Math.random() * 0xa000)),
  );
  const ids: string[] = [];
  for (const first of ['z', 'y']) {
    const component = await makeComponent(owner, { title: 'x', useOAuthClient: true });
    ids.unshift(
      await makeClient(owner, component, { client_id: first + noise.join(''), client_secret: 's' }),
    );
  }
  const named = `filter[id]=${ids.join()}`;
  const idsBy = async (sort: string) =>
    (await owner.get(`oauth-clients?${named}&sort=${sort}`)).body.data.map(({ id }: { id: string }) => id);
  expect(ids.every(Boolean)).toBe(true);
  expect(await idsBy('client_id')).toEqual(ids);
  expect(await idsBy('-client_id')).toEqual([...ids].reverse());
});

test('empty values come last in ascending and descending order', async () => {
  const role = await makeRole(owner, []);
  const [b, none, a] = [
    await makeUser(owner, role, { name: 'b' }),
    await makeUser(owner, role),
    await makeUser(owner, role, { name: 'a' }),
  ];
  const sorted = async (list: string, ids: string[]) =>
    (await owner.get(list)).body.data
      .map(({ id }: { id: string }) => id)
      .filter((id: string) => ids.includes(id));
  expect(await sorted(`users?filter[role]=${role}&sort=name`, [a, b, none])).toEqual([a, b, none]);
  expect(await sorted(`users?filter[role]=${role}&sort=-name`, [a, b, none])).toEqual([b, a, none]);

  const key = async (attributes: object) =>
    (await owner.post('api-keys', document('api-key', attributes))).body.data.id as string;
  const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const second = await key({ name: 'y', expires_at: later(2) });
  const nothing = await key({});
  const first = await key({ name: 'x', expires_at: later(1) });
  for (const column of ['name', 'expires_at']) {
    const ids = [first, second, nothing];
    expect(await sorted(`api-keys?sort=${column}`, ids)).toEqual(ids);
    expect(await sorted(`api-keys?sort=-${column}`, ids)).toEqual([second, first, nothing]);
  }
  // Only the owner's own key has been used.
  const byUse = (await owner.get('api-keys?sort=last_used_at')).body.data;
  expect(byUse.at(-1).attributes.last_used_at).toBeNull();
  expect(
    (await owner.get('api-keys?sort=-last_used_at')).body.data.at(-1).attributes.last_used_at,
  ).toBeNull();
});

test('entries with equal values are reversed when the order is reversed', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 3; index += 1)
    ids.push((await owner.post('flows', document('flow', { name: 'alike' }))).body.data.id as string);
  const found = async (sort: string) =>
    (await owner.get(`flows?filter[search]=alike&sort=${sort}`)).body.data.map(
      ({ id }: { id: string }) => id,
    );
  expect(await found('name')).toEqual(ids);
  expect(await found('-name')).toEqual([...ids].reverse());
});
