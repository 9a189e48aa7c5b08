import { newId } from '../../src/system/ids.ts';
import {
  document,
  makeComponent,
  makeFlow,
  startApp,
  STOPWATCH,
  type Answer,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { makeCredential } from '../support/credentials.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(() => app.close());

const create = (attributes: object, by = owner) => by.post('flows', document('flow', attributes));

test('a flow is returned as it was created: name, status, target and every node of its graph', async () => {
  const component_id = await makeComponent(owner, STOPWATCH);
  const credential = await makeCredential(owner, { url: 'https://third.example' });
  const attributes = {
    name: 'Every hour',
    description: 'Ticks',
    status: 'active',
    target_url: 'https://runner.example/flows/1?x=y',
    graph: {
      nodes: [
        {
          id: 'step_1',
          component_id,
          command: 'team/stopwatch:tick@latest',
          name: 'Tick',
          fields: { 'a.b': [1] },
        },
        { id: 'step_2', component_id, function: 'tock', credentials_id: credential },
        { id: 'step_3', component_id, credentials_id: null },
      ],
      edges: [
        { source: 'step_1', target: 'step_2' },
        { source: 'step_2', target: 'step_3' },
      ],
    },
  };
  const made = await create(attributes);
  expect(made.status).toBe(201);
  expect(made.headers['location']).toBe(made.body.links.self);
  const found = await owner.get(made.headers['location']!);
  expect(found.body.data.attributes).toMatchObject(attributes);
  expect(found.body.data.relationships.created_by.data).toEqual({ type: 'user', id: owner.userId });
});

test('a flow is a draft with an empty graph by default', async () => {
  const { body } = await create({ name: 'Empty' });
  expect(body.data.attributes).toMatchObject({
    description: null,
    status: 'draft',
    target_url: null,
    graph: { nodes: [], edges: [] },
  });
});

test('PATCH keeps the attributes it omits, and null clears one', async () => {
  const { body } = await create({ name: 'A', description: 'x', target_url: 'https://a.example/' });
  const path = `flows/${body.data.id}`;
  const change = async (attributes: object) =>
    (await owner.patch(path, document('flow', attributes))).body.data.attributes;
  expect(await change({ status: 'active' })).toMatchObject({ name: 'A', description: 'x', status: 'active' });
  expect(await change({ target_url: null })).toMatchObject({ description: 'x', target_url: null });
  expect(await change({ name: 'B' })).toMatchObject({ name: 'B', status: 'active' });
  expect((await owner.get(path)).headers['etag']).toMatch(/^"4-/);
});

test('every error in the graph names its node or edge, on create and on update', async () => {
  const component_id = await makeComponent(owner, STOPWATCH);
  const graph = {
    nodes: [
      { id: 'a', component_id },
      { id: 'a', component_id },
    ],
    edges: [
      { source: 'a', target: 'z' },
      { source: 'y', target: 'a' },
    ],
  };
  const path = `flows/${await makeFlow(owner, [])}`;
  const answers = [await create({ name: 'x', graph }), await owner.patch(path, document('flow', { graph }))];
  for (const { status, body } of answers) {
    expect(status).toBe(422);
    const pointers = body.errors.map((error: { source: { pointer: string } }) => error.source.pointer);
    expect(pointers).toEqual([
      '/data/attributes/graph/nodes/1/id',
      '/data/attributes/graph/edges/0/target',
      '/data/attributes/graph/edges/1/source',
    ]);
  }
  expect((await owner.get(path)).body.data.attributes.graph).toEqual({ nodes: [], edges: [] });
});

test('every unknown or invalid attribute is refused by name', async () => {
  const { status, body } = await create({
    name: ' ',
    status: 'sleeping',
    target_url: 'ftp://x',
    color: 'red',
  });
  expect(status).toBe(422);
  const pointers = body.errors.map((error: { source: { pointer: string } }) => error.source.pointer);
  expect(new Set(pointers)).toEqual(
    new Set(['name', 'status', 'target_url', 'color'].map((name) => `/data/attributes/${name}`)),
  );
  expect((await owner.get('flows')).body.meta.total).toBe(0);
});

test('a target URL inside the platform’s own network is refused on create and on update', async () => {
  const target_url = 'http://127.0.0.1/admin';
  const { id } = (await create({ name: 'A', target_url: 'https://a.example/' })).body.data;
  for (const { status, body } of [
    await create({ name: 'B', target_url }),
    await owner.patch(`flows/${id}`, document('flow', { target_url })),
  ]) {
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { code: 'url_not_allowed', source: { pointer: '/data/attributes/target_url' } },
    ]);
  }
});

test('the list can be filtered by status and component, sorted and paginated', async () => {
  const [one, two] = [await makeComponent(owner, STOPWATCH), await makeComponent(owner, STOPWATCH)];
  const flows = [
    await makeFlow(owner, [one], 'active'),
    await makeFlow(owner, [one, two], 'draft'),
    await makeFlow(owner, [], 'stopped'),
  ];
  const ids = async (query: string) =>
    (await owner.get(`flows?${query}`)).body.data.map(({ id }: { id: string }) => id);
  expect(await ids(`filter[component]=${one}`)).toEqual([flows[0], flows[1]]);
  expect(await ids(`filter[component]=${two}&filter[status]=draft`)).toEqual([flows[1]]);
  expect(await ids(`filter[component]=${newId()}`)).toEqual([]);
  expect(await ids('filter[status]=stopped')).toEqual([flows[2]]);
  expect(await ids('sort=-status')).toEqual([flows[2], flows[1], flows[0]]);
  expect(await ids('page[size]=2&page[number]=2')).toEqual([flows[2]]);
  expect(await ids('page[number]=9')).toEqual([]);
  const refused = await owner.get('flows?filter[status]=sleeping');
  expect([refused.status, refused.body.errors[0].source.parameter]).toEqual([400, 'filter[status]']);
});

test("another tenant's flow cannot be read, changed or deleted", async () => {
  const other = await app.tenant();
  const path = `flows/${await makeFlow(owner, [])}`;
  const tried = [
    await other.get(path),
    await other.patch(path, document('flow', { name: 'mine' })),
    await other.delete(path),
  ];
  expect(tried.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect((await owner.get(path)).body.data.attributes.name).toBe('A flow');
});

test('an outdated If-Match changes and deletes nothing; a deleted flow is gone', async () => {
  const path = `flows/${await makeFlow(owner, [])}`;
  await owner.patch(path, document('flow', { name: 'B' }));
  const outdated = { headers: { 'If-Match': '"1"' } };
  const tried = [
    await owner.patch(path, document('flow', { name: 'C' }), outdated),
    await owner.delete(path, outdated),
  ];
  for (const { status, body } of tried) {
    expect([status, body.errors[0].code]).toEqual([412, 'precondition_failed']);
    expect(body.errors[0].meta.etag).toMatch(/^"2-/);
  }
  expect((await owner.get(path)).body.data.attributes.name).toBe('B');
  expect((await owner.delete(path, { headers: { 'If-Match': '"2"' } })).status).toBe(204);
  expect([(await owner.get(path)).status, (await owner.delete(path)).status]).toEqual([404, 404]);
});

test('of simultaneous changes to one version only one succeeds', async () => {
  const path = `flows/${await makeFlow(owner, [])}`;
  const change = (name: string) =>
    owner.patch(path, document('flow', { name }), { headers: { 'If-Match': '"1"' } });
  const answers = await Promise.all(['B', 'C', 'D', 'E'].map(change));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 412)).toHaveLength(3);
  const [winner] = answers.filter(({ status }) => status === 200);
  expect((await owner.get(path)).body.data.attributes.name).toBe(winner!.body.data.attributes.name);
});

test('viewers can only read flows; developers can create and change them, but not delete them', async () => {
  const path = `flows/${await makeFlow(owner, [])}`;
  const [viewer, developer] = [await app.member(owner, 'viewer'), await app.member(owner, 'developer')];
  expect((await viewer.get(path)).status).toBe(200);
  expect((await developer.patch(path, document('flow', { name: 'B' }))).status).toBe(200);
  expect((await create({ name: 'x' }, developer)).status).toBe(201);
  const runtime = await app.member(owner, 'runtime');
  const refusals: [string, Answer][] = [
    ['tenants.flows.get', await runtime.get('flows')],
    ['tenants.flows.get', await runtime.get(path)],
    ['tenants.flows.create', await create({ name: 'x' }, viewer)],
    ['tenants.flows.edit', await viewer.patch(path, document('flow', { name: 'C' }))],
    ['tenants.flows.delete', await developer.delete(path)],
  ];
  for (const [permission, { status, body }] of refusals)
    expect([status, body.errors[0].meta.permission]).toEqual([403, permission]);
});
