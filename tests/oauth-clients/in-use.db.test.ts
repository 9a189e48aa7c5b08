import { tablesOf } from '../support/direct-database.ts';
import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const flowWith = (component: string, status = 'draft') =>
  document('flow', {
    name: 'A flow',
    status,
    graph: { nodes: [{ id: 'step_1', component_id: component }], edges: [] },
  });

describe('a client whose component is in a flow', () => {
  test.each(['draft', 'active', 'stopped'])('with status %s cannot be deleted', async (status) => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    const flow = await makeFlow(owner, [component], status);
    const refused = await owner.delete(`oauth-clients/${client}`);
    expect(refused.status).toBe(409);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'oauth_client_in_use',
      meta: { flows: [flow], count: 1 },
    });
    expect((await owner.get(`components/${component}/oauth-client`)).status).toBe(200);
    await owner.delete(`flows/${flow}`);
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(204);
  });

  test('is reported with the first 20 flows and the total count', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    const flows = [];
    for (let n = 0; n < 22; n += 1) flows.push(await makeFlow(owner, [component]));
    const { body } = await owner.delete(`oauth-clients/${client}`);
    expect(body.errors[0].meta).toEqual({ flows: flows.sort().slice(0, 20), count: 22 });
  });

  test('can be deleted once no flow includes the component', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    const flow = await makeFlow(owner, [component, await makeComponent(owner, STOPWATCH)]);
    await owner.patch(`flows/${flow}`, document('flow', { status: 'active' }));
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(409);
    await owner.patch(`flows/${flow}`, document('flow', { graph: { nodes: [], edges: [] } }));
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(204);
  });

  test('counts only the flows of its own tenant', async () => {
    const [publisher, owner, other] = [await app.tenant(), await app.tenant(), await app.tenant()];
    const component = await makeComponent(publisher, undefined, 'global');
    const client = await makeClient(owner, component);
    const others = await makeClient(other, component);
    const flow = await makeFlow(other, [component]);
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(204);
    const { body } = await other.delete(`oauth-clients/${others}`);
    expect(body.errors[0].meta).toEqual({ flows: [flow], count: 1 });
  });

  test('cannot be deleted even if the component.json no longer requires it', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    await makeFlow(owner, [component]);
    await owner.patch(`components/${component}`, document('component', { descriptor: STOPWATCH }));
    expect((await owner.delete(`oauth-clients/${client}`)).body.errors[0].code).toBe('oauth_client_in_use');
  });
});

describe('deleting a client while flows that need it are being created', () => {
  test('never leaves a new flow without its client', async () => {
    const owner = await app.tenant();
    for (let round = 0; round < 40; round += 1) {
      const component = await makeComponent(owner);
      const client = await makeClient(owner, component);
      const flows = () => Array.from({ length: 3 }, () => owner.post('flows', flowWith(component)));
      // The delete starts a little earlier or later in each round, among requests that only read.
      const before = Array.from({ length: round % 8 }, () => owner.get(`flows?page[size]=1`));
      const remove = () => owner.delete(`oauth-clients/${client}`);
      const racing = round % 2 === 0 ? [...flows(), ...before, remove()] : [...before, remove(), ...flows()];
      const answers = await Promise.all(racing);
      const deleted = answers.find(({ status }) => status === 204) !== undefined;
      const made = answers.filter(({ status }) => status === 201).length;
      for (const { status, body } of answers.filter((answer) => answer.status >= 400)) {
        expect(status).toBe(409);
        expect(['oauth_client_in_use', 'oauth_client_required', 'conflict']).toContain(body.errors[0].code);
      }
      expect(deleted && made > 0).toBe(false);
      await expectFlowsServed(owner, component, made);
    }
  });

  test('never leaves a flow that is changed to include the component without its client', async () => {
    const owner = await app.tenant();
    for (let round = 0; round < 20; round += 1) {
      const component = await makeComponent(owner);
      const client = await makeClient(owner, component);
      const flow = await makeFlow(owner, []);
      const change = () => owner.patch(`flows/${flow}`, flowWith(component));
      const remove = () => owner.delete(`oauth-clients/${client}`);
      const racing = round % 2 === 0 ? [change(), remove()] : [remove(), change()];
      const statuses = (await Promise.all(racing)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 409)).toHaveLength(1);
      expect(statuses.filter((status) => status === 200 || status === 204)).toHaveLength(1);
      await expectFlowsServed(owner, component, statuses.includes(200) ? 1 : 0);
    }
  });
});

describe('the database rejects', () => {
  test('deleting a client that a flow needs', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    await makeClient(owner, component);
    await makeFlow(owner, [component]);
    const activations = tablesOf(app)('component_activations').where({ component_id: component });
    await expect(activations.clone().delete()).rejects.toThrow(/foreign key/i);
    expect(await activations.clone()).toHaveLength(1);
  });

  test('a flow that refers to a missing client', async () => {
    const owner = await app.tenant();
    const [component, flow] = [await makeComponent(owner), await makeFlow(owner, [])];
    const row = {
      tenant_id: owner.tenantId,
      flow_id: flow,
      component_id: component,
      component_tenant_id: owner.tenantId,
      activation_component_id: component,
    };
    await expect(tablesOf(app)('flow_components').insert(row)).rejects.toThrow(/foreign key/i);
  });
});

/** Checks how many flows include the component and, if there are any, that its client is available. */
async function expectFlowsServed(owner: Caller, component: string, flows: number): Promise<void> {
  expect((await owner.get(`flows?filter[component]=${component}`)).body.meta.total).toBe(flows);
  if (flows === 0) return;
  expect((await owner.get(`components/${component}`)).body.data.attributes.usable).toBe(true);
  expect((await owner.get(`components/${component}/oauth-client`)).status).toBe(200);
}
