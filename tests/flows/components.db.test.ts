import { newId } from '../../src/system/ids.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(() => app.close());

const graphOf = (...components: string[]) => ({
  nodes: components.map((component_id, index) => ({ id: `step_${index + 1}`, component_id })),
  edges: [],
});
const create = (by: Caller, ...components: string[]) =>
  by.post('flows', document('flow', { name: 'A flow', graph: graphOf(...components) }));
const pointersOf = (body: { errors: { code: string; source: { pointer: string } }[] }) =>
  body.errors.map(({ code, source }) => [code, source.pointer]);
const node = (index: number) => `/data/attributes/graph/nodes/${index}/component_id`;

test('every node without a visible component is refused, and the pointer names it', async () => {
  const own = await makeComponent(owner, STOPWATCH);
  const foreign = await makeComponent(await app.tenant(), STOPWATCH);
  const { status, body } = await create(owner, newId(), own, foreign, 'no-id');
  expect(status).toBe(404);
  expect(pointersOf(body)).toEqual([
    ['component_not_found', node(0)],
    ['component_not_found', node(2)],
    ['component_not_found', node(3)],
  ]);
  expect((await owner.get('flows')).body.meta.total).toBe(0);
});

test('every node whose component needs an OAuth client is refused, own or global', async () => {
  const own = await makeComponent(owner, PIZZA_VAN);
  const global = await makeComponent(await app.tenant(), PIZZA_VAN, 'global');
  const { status, body } = await create(owner, own, await makeComponent(owner, STOPWATCH), global);
  expect(status).toBe(409);
  expect(pointersOf(body)).toEqual([
    ['oauth_client_required', node(0)],
    ['oauth_client_required', node(2)],
  ]);
  await makeClient(owner, own);
  await makeClient(owner, global);
  expect((await create(owner, own, global)).status).toBe(201);
});

test('a client of another tenant makes a global component usable for that tenant only', async () => {
  const other = await app.tenant();
  const component = await makeComponent(await app.tenant(), PIZZA_VAN, 'global');
  await makeClient(other, component);
  expect((await create(other, component)).status).toBe(201);
  expect((await create(owner, component)).body.errors[0].code).toBe('oauth_client_required');
});

test('a graph change follows the same rules, and has no effect if it is refused', async () => {
  const [first, second] = [await makeComponent(owner, STOPWATCH), await makeComponent(owner, STOPWATCH)];
  const flow = await makeFlow(owner, [first]);
  const withoutClient = await makeComponent(owner, PIZZA_VAN);
  const change = (...components: string[]) =>
    owner.patch(`flows/${flow}`, document('flow', { name: 'B', graph: graphOf(...components) }));
  expect((await change(second, withoutClient)).body.errors[0]).toMatchObject({
    code: 'oauth_client_required',
    source: { pointer: node(1) },
  });
  expect((await change(newId())).body.errors[0].code).toBe('component_not_found');
  const { attributes } = (await owner.get(`flows/${flow}`)).body.data;
  expect(attributes).toMatchObject({ name: 'A flow', graph: graphOf(first) });
  expect((await owner.delete(`components/${first}`)).status).toBe(409);
  expect((await owner.delete(`components/${second}`)).status).toBe(204);
});

test('a flow includes the components of its graph, each once however many nodes use it', async () => {
  const [first, second] = [await makeComponent(owner, STOPWATCH), await makeComponent(owner, STOPWATCH)];
  const flow = await makeFlow(owner, [first, first, first]);
  expect((await owner.delete(`components/${first}`)).body.errors[0].meta.count).toBe(1);
  await owner.patch(`flows/${flow}`, document('flow', { graph: graphOf(second) }));
  expect((await owner.delete(`components/${first}`)).status).toBe(204);
  expect((await owner.delete(`components/${second}`)).status).toBe(409);
  await owner.delete(`flows/${flow}`);
  expect((await owner.delete(`components/${second}`)).status).toBe(204);
});

test('simultaneous changes to a graph leave the components of the stored graph', async () => {
  const components = [];
  for (let n = 0; n < 4; n += 1) components.push(await makeComponent(owner, STOPWATCH));
  const flow = await makeFlow(owner, []);
  const answers = await Promise.all(
    components.map((component) =>
      owner.patch(`flows/${flow}`, document('flow', { graph: graphOf(component) })),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { graph } = (await owner.get(`flows/${flow}`)).body.data.attributes;
  const included = await tablesOf(app)('flow_components').where({ flow_id: flow }).pluck('component_id');
  expect(included).toEqual([graph.nodes[0].component_id]);
});

test('the database itself refuses a flow with a component that does not exist', async () => {
  const row = {
    tenant_id: owner.tenantId,
    flow_id: await makeFlow(owner, []),
    component_id: newId(),
    component_tenant_id: owner.tenantId,
    activation_component_id: null,
  };
  await expect(tablesOf(app)('flow_components').insert(row)).rejects.toThrow(/foreign key/i);
});
