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

const change = (id: string, attributes: object) =>
  owner.patch(`components/${id}`, document('component', attributes));
const hide = (id: string) => change(id, { access: 'tenant' });
const remove = (id: string) => owner.delete(`components/${id}`);

describe.each([
  ['deleted', remove],
  ['hidden', hide],
])('a component that flows use cannot be %s', (doing, attempt) => {
  test.each(['draft', 'active', 'stopped'])(
    'while a flow of its own tenant is %s, and the error lists the flow',
    async (status) => {
      const component = await makeComponent(owner, STOPWATCH, 'global');
      const flow = await makeFlow(owner, [component], status);
      const refused = await attempt(component);
      expect(refused.status).toBe(409);
      expect(refused.body.errors[0]).toMatchObject({
        code: 'component_in_use',
        meta: { flows: [flow], count: 1, count_of_other_tenants: 0 },
      });
      const { attributes } = (await owner.get(`components/${component}`)).body.data;
      expect(attributes.access).toBe('global');
      await owner.delete(`flows/${flow}`);
      expect((await attempt(component)).status).toBe(doing === 'deleted' ? 204 : 200);
    },
  );

  test('while flows of other tenants use it, and the error only has their count', async () => {
    const [one, two] = [await app.tenant('Rival'), await app.tenant('Rival')];
    const component = await makeComponent(owner, PIZZA_VAN, 'global');
    const flows = [];
    for (const other of [one, two]) {
      await makeClient(other, component);
      flows.push(await makeFlow(other, [component]));
    }
    const { status, body, text } = await attempt(component);
    expect(status).toBe(409);
    expect(body.errors[0].meta).toEqual({ flows: [], count: 0, count_of_other_tenants: 2 });
    expect(body.errors[0].detail).toMatch(
      /: 2 flows of other tenants include it\. It must be removed from those flows first\.$/,
    );
    for (const hidden of [...flows, one.tenantId, two.tenantId, 'Rival']) expect(text).not.toContain(hidden);
    expect((await one.get(`components/${component}/oauth-client`)).status).toBe(200);
  });

  test('at the same time as a flow adds it: one of the two is rejected', async () => {
    const other = await app.tenant();
    for (let round = 0; round < 24; round += 1) {
      const component = await makeComponent(owner, STOPWATCH, 'global');
      const graph = { nodes: [{ id: 'a', component_id: component }], edges: [] };
      const include = () => other.post('flows', document('flow', { name: 'x', graph }));
      const early = Array.from({ length: round % 4 }, () => owner.get('/v2/me'));
      const racing =
        round % 2 === 0
          ? [include(), ...early, attempt(component)]
          : [...early, attempt(component), include()];
      const answers = await Promise.all(racing);
      const made = answers.some(({ status }) => status === 201);
      const removed = (await other.get(`components/${component}`)).status === 404;
      expect(made).toBe(!removed);
      const { total } = (await other.get(`flows?filter[component]=${component}`)).body.meta;
      expect(total).toBe(made ? 1 : 0);
    }
  });
});

describe('a component.json that starts to require a client', () => {
  test('is rejected while flows use the component without one, and the error has their count', async () => {
    const other = await app.tenant();
    const component = await makeComponent(owner, STOPWATCH, 'global');
    const flows = [await makeFlow(owner, [component]), await makeFlow(other, [component])];
    const { status, body, text } = await change(component, { name: 'x', descriptor: PIZZA_VAN });
    expect(status).toBe(409);
    expect(body.errors[0]).toMatchObject({
      code: 'component_in_use',
      source: { pointer: '/data/attributes/descriptor' },
      meta: { flows: [flows[0]], count: 1, count_of_other_tenants: 1 },
    });
    expect(text).not.toContain(flows[1]);
    const { attributes } = (await owner.get(`components/${component}`)).body.data;
    expect(attributes).toMatchObject({ name: 'Stopwatch', uses_oauth_client: false, usable: true });
  });

  test('is accepted if no flow uses the component, which is unusable until it has a client', async () => {
    const other = await app.tenant();
    const component = await makeComponent(owner, STOPWATCH, 'global');
    expect((await change(component, { descriptor: PIZZA_VAN })).status).toBe(200);
    const viewer = await app.member(other, 'viewer');
    expect((await viewer.get(`components/${component}`)).status).toBe(404);
    expect((await owner.get(`components/${component}`)).body.data.attributes.usable).toBe(false);
  });

  test('is accepted if every flow already has a client', async () => {
    const component = await makeComponent(owner, PIZZA_VAN);
    await makeClient(owner, component);
    await makeFlow(owner, [component]);
    expect((await change(component, { descriptor: STOPWATCH })).status).toBe(200);
    expect((await change(component, { descriptor: PIZZA_VAN })).status).toBe(200);
    expect((await owner.get(`components/${component}`)).body.data.attributes.usable).toBe(true);
  });

  test('never leaves a flow without its client if the flow adds the component at the same time', async () => {
    for (let round = 0; round < 16; round += 1) {
      const component = await makeComponent(owner, STOPWATCH);
      const include = () => postFlow(component);
      const need = () => change(component, { descriptor: PIZZA_VAN });
      const answers = await Promise.all(round % 2 === 0 ? [include(), need()] : [need(), include()]);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
      const { uses_oauth_client: needs } = (await owner.get(`components/${component}`)).body.data.attributes;
      const { total } = (await owner.get(`flows?filter[component]=${component}`)).body.meta;
      expect([needs, total]).toEqual(needs ? [true, 0] : [false, 1]);
    }
  });
});

test('the database refuses to delete a component that a flow uses', async () => {
  const component = await makeComponent(owner, STOPWATCH);
  const flow = await makeFlow(owner, [component]);
  await expect(tablesOf(app)('components').where({ id: component }).delete()).rejects.toThrow(/foreign key/i);
  expect((await owner.get(`flows/${flow}`)).status).toBe(200);
});

const postFlow = (component_id: string) =>
  owner.post(
    'flows',
    document('flow', { name: 'x', graph: { nodes: [{ id: 'a', component_id }], edges: [] } }),
  );
