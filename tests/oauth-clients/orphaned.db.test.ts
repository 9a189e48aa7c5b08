import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  startApp,
  type Caller,
  type TestApp,
} from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const hide = (owner: Caller, component: string) =>
  owner.patch(`components/${component}`, document('component', { access: 'tenant' }));
const publish = (owner: Caller, component: string) =>
  owner.patch(`components/${component}`, document('component', { access: 'global' }));
const of = (id: string) => ({ component: { type: 'component', id } });

/** How a client can lose its component. */
const WAYS = {
  'was deleted': (publisher: Caller, component: string) => publisher.delete(`components/${component}`),
  'was hidden': hide,
};

describe.each(Object.entries(WAYS))('a client whose component %s', (way, takeAway) => {
  let publisher: Caller;
  let owner: Caller;
  let component: string;
  let client: string;

  beforeEach(async () => {
    [publisher, owner] = [await app.tenant(), await app.tenant()];
    component = await makeComponent(publisher, undefined, 'global');
    client = await makeClient(owner, component, { client_id: 'van-1', client_secret: 's3cret' });
    await takeAway(publisher, component);
  });

  test('is still returned, without its component, by id and in the list', async () => {
    const { status, body, headers } = await owner.get(`oauth-clients/${client}?include=component`);
    expect(status).toBe(200);
    expect(body.data.attributes).toMatchObject({ client_id: 'van-1', status: 'orphaned' });
    expect(Object.keys(body.data.relationships)).toEqual(['created_by']);
    expect(body.included).toEqual([]);
    expect(headers['etag']).toBeDefined();
    const [listed] = (await owner.get('oauth-clients')).body.data;
    expect(listed).toMatchObject({ id: client, attributes: { status: 'orphaned' } });
    expect(listed.relationships).not.toHaveProperty('component');
  });

  test('is listed by filter[status], and so are the others', async () => {
    const usable = await makeClient(owner, await makeComponent(owner));
    const listed = async (query: string) => {
      const { body } = await owner.get(`oauth-clients?filter[status]=${query}`);
      return [body.meta.total, ...body.data.map(({ id }: { id: string }) => id)];
    };
    expect(await listed('orphaned')).toEqual([1, client]);
    expect(await listed('usable')).toEqual([1, usable]);
    expect(await listed('orphaned&filter[search]=van-1&sort=-client_id')).toEqual([1, client]);
    expect(await listed('orphaned&filter[search]=van-2')).toEqual([0]);
    const { status, body } = await owner.get('oauth-clients?filter[status]=gone');
    expect([status, body.errors[0].source]).toEqual([400, { parameter: 'filter[status]' }]);
  });

  test('is not returned at run time, and no flow can include its component', async () => {
    const used = await owner.get(`components/${component}/oauth-client`);
    expect([used.status, used.text.includes('s3cret')]).toEqual([way === 'was hidden' ? 409 : 404, false]);
    const code = way === 'was hidden' ? 'oauth_client_orphaned' : 'component_not_found';
    expect(used.body.errors[0].code).toBe(code);
    expect((await owner.get(`components/${component}/env`)).body.errors[0].code).toBe('component_not_found');
    const flow = await owner.post(
      'flows',
      document('flow', { name: 'x', graph: { nodes: [{ id: 'a', component_id: component }], edges: [] } }),
    );
    expect([flow.status, flow.body.errors[0].code]).toEqual([404, 'component_not_found']);
  });

  test('can be deleted', async () => {
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(204);
    expect((await owner.get('oauth-clients')).body.meta.total).toBe(0);
  });

  test('can be changed, but not in a request that names the component it has lost', async () => {
    const path = `oauth-clients/${client}`;
    const renamed = await owner.patch(path, document('oauth-client', { client_id: 'van-2' }));
    expect([renamed.status, renamed.body.data.attributes.status]).toEqual([200, 'orphaned']);
    const all = document('oauth-client', { client_id: 'van-3', client_secret: 'x' }, of(component));
    const { status, body } = await owner.patch(path, all);
    expect([status, body.errors[0].code]).toEqual([404, 'component_not_found']);
    expect((await owner.get(path)).body.data.attributes.client_id).toBe('van-2');
  });

  test('can be moved to another component and used there', async () => {
    const next = await makeComponent(owner);
    const moved = await owner.patch(`oauth-clients/${client}`, document('oauth-client', undefined, of(next)));
    expect([moved.status, moved.body.data.attributes.status]).toEqual([200, 'usable']);
    const { body } = await owner.get(`components/${next}/oauth-client`);
    expect(body.data.attributes).toMatchObject({ client_id: 'van-1', client_secret: 's3cret' });
  });
});

describe('a component that is visible again', () => {
  test('makes its client usable again, at run time and in flows', async () => {
    const [publisher, owner] = [await app.tenant(), await app.tenant()];
    const component = await makeComponent(publisher, undefined, 'global');
    const client = await makeClient(owner, component);
    await hide(publisher, component);
    expect((await owner.get(`components/${component}`)).status).toBe(404);
    expect((await publish(publisher, component)).status).toBe(200);
    const { data } = (await owner.get(`oauth-clients/${client}`)).body;
    expect(data.attributes.status).toBe('usable');
    expect(data.relationships.component.data.id).toBe(component);
    expect((await owner.get(`components/${component}`)).body.data.attributes.usable).toBe(true);
    expect((await owner.get(`components/${component}/oauth-client`)).body.data.id).toBe(client);
    expect(await makeFlow(owner, [component])).toEqual(expect.any(String));
    expect((await owner.delete(`oauth-clients/${client}`)).body.errors[0].code).toBe('oauth_client_in_use');
  });

  test('has no client if it was deleted in the meantime', async () => {
    const [publisher, owner] = [await app.tenant(), await app.tenant()];
    const component = await makeComponent(publisher, undefined, 'global');
    const client = await makeClient(owner, component);
    await hide(publisher, component);
    await owner.delete(`oauth-clients/${client}`);
    await publish(publisher, component);
    expect((await owner.get(`components/${component}`)).body.data.attributes.usable).toBe(false);
    expect(await makeClient(owner, component)).not.toBe(client);
  });
});

test("hiding a component leaves its own tenant's client usable", async () => {
  const publisher = await app.tenant();
  const component = await makeComponent(publisher, undefined, 'global');
  const client = await makeClient(publisher, component);
  expect((await hide(publisher, component)).status).toBe(200);
  expect((await publisher.get(`oauth-clients/${client}`)).body.data.attributes.status).toBe('usable');
  expect((await publisher.get(`components/${component}/oauth-client`)).status).toBe(200);
});

test('clients of several tenants are orphaned together and can be deleted one by one', async () => {
  const [publisher, one, two] = [await app.tenant(), await app.tenant(), await app.tenant()];
  const component = await makeComponent(publisher, undefined, 'global');
  for (const owner of [publisher, one, two]) await makeClient(owner, component);
  await publisher.delete(`components/${component}`);
  for (const owner of [publisher, one, two]) {
    const [client] = (await owner.get('oauth-clients')).body.data;
    expect(client.attributes.status).toBe('orphaned');
    expect((await owner.delete(`oauth-clients/${client.id}`)).status).toBe(204);
  }
});
