import {
  document,
  makeClient,
  makeComponent,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';

/** Each suite has its own database, so all of its global components are created here. */
let app: TestApp;
let publisher: Caller;
let plain: string;
let needsClient: string;
let secret: string;

beforeAll(async () => {
  app = await startApp();
  publisher = await app.tenant();
  plain = await makeComponent(publisher, STOPWATCH, 'global');
  needsClient = await makeComponent(publisher, PIZZA_VAN, 'global');
  secret = await makeComponent(publisher, STOPWATCH);
});
afterAll(() => app.close());

const idsFor = async (by: Caller, query = ''): Promise<string[]> => {
  const { status, body } = await by.get(`components${query}`);
  expect(status).toBe(200);
  return body.data.map(({ id }: { id: string }) => id);
};

describe('a global component that needs a client', () => {
  test("is not in another tenant's list until that tenant has created its client", async () => {
    const [owner, bystander] = [await app.tenant(), await app.tenant()];
    expect(await idsFor(owner)).toEqual([plain]);
    expect(await idsFor(owner, '?filter[usable]=true')).toEqual([plain]);
    const client = await makeClient(owner, needsClient);
    expect(await idsFor(owner)).toEqual([plain, needsClient]);
    expect(await idsFor(owner, '?filter[usable]=true')).toEqual([plain, needsClient]);
    expect(await idsFor(owner, '?filter[usable]=false')).toEqual([]);
    expect(await idsFor(bystander)).toEqual([plain]);
    await owner.delete(`oauth-clients/${client}`);
    expect(await idsFor(owner)).toEqual([plain]);
  });

  test('is listed under filter[usable]=false only for users who could create its client', async () => {
    const owner = await app.tenant();
    const own = await makeComponent(owner, PIZZA_VAN);
    const shown = {
      owner: [needsClient, own],
      admin: [needsClient, own],
      developer: [needsClient, own],
      runtime: [own],
      viewer: [own],
    };
    for (const [role, ids] of Object.entries(shown)) {
      const by = role === 'owner' ? owner : await app.member(owner, role);
      expect([role, await idsFor(by, '?filter[usable]=false')]).toEqual([role, ids]);
      expect([role, await idsFor(by)]).toEqual([role, [plain, own]]);
    }
  });

  test('is found by id only by users who could create its client, until there is one', async () => {
    const owner = await app.tenant();
    const [developer, viewer] = [await app.member(owner, 'developer'), await app.member(owner, 'viewer')];
    const { status, body } = await developer.get(`components/${needsClient}`);
    expect([status, body.data.attributes.usable]).toEqual([200, false]);
    expect((await viewer.get(`components/${needsClient}`)).status).toBe(404);
    await makeClient(owner, needsClient);
    const found = await viewer.get(`components/${needsClient}`);
    expect([found.status, found.body.data.attributes.usable]).toEqual([200, true]);
  });

  test("is in its own tenant's list even without a client, but not usable", async () => {
    const owner = await app.tenant();
    const own = await makeComponent(owner, PIZZA_VAN);
    expect(await idsFor(owner)).toEqual([plain, own]);
    expect((await owner.get(`components/${own}`)).body.data.attributes.usable).toBe(false);
    expect(await idsFor(owner, '?filter[usable]=true')).toEqual([plain]);
  });

  test("reveals nothing about another tenant's client", async () => {
    const [owner, other] = [await app.tenant(), await app.tenant()];
    await makeClient(other, needsClient, { client_id: 'their-id', client_secret: 'their-secret' });
    for (const path of [
      'oauth-clients',
      `oauth-clients?filter[component]=${needsClient}`,
      'components?filter[usable]=false',
      `components/${needsClient}`,
      'audit-events',
    ]) {
      const { text } = await owner.get(path);
      expect(text).not.toMatch(/their-(id|secret)/);
    }
    expect((await owner.get(`components/${needsClient}`)).body.data.attributes.usable).toBe(false);
    const used = await owner.get(`components/${needsClient}/oauth-client`);
    expect([used.status, used.body.errors[0].code]).toEqual([409, 'oauth_client_required']);
  });
});

describe('the list of components', () => {
  test("contains the tenant's own and global components, never another tenant's private ones", async () => {
    const owner = await app.tenant();
    const own = await makeComponent(owner, STOPWATCH);
    expect(await idsFor(owner)).toEqual([plain, own]);
    expect((await owner.get(`components/${secret}`)).status).toBe(404);
    expect(await idsFor(publisher)).toContain(secret);
  });

  test('can be filtered by access and by use of an OAuth client', async () => {
    const owner = await app.tenant();
    const [van, watch] = [await makeComponent(owner, PIZZA_VAN), await makeComponent(owner, STOPWATCH)];
    expect(await idsFor(owner, '?filter[access]=tenant')).toEqual([van, watch]);
    expect(await idsFor(owner, '?filter[access]=global')).toEqual([plain]);
    expect(await idsFor(owner, '?filter[access]=tenant&filter[uses_oauth_client]=true')).toEqual([van]);
    expect(await idsFor(owner, '?filter[uses_oauth_client]=false&sort=-created_at')).toEqual([watch, plain]);
  });

  test('marks the tenant’s own components, the only ones that it can change', async () => {
    const owner = await app.tenant();
    const own = await makeComponent(owner, STOPWATCH, 'global');
    const saysOwn = async (by: Caller) => {
      const { body } = await by.get('components?fields[component]=own');
      return body.data.filter((it: { attributes: { own: boolean } }) => it.attributes.own);
    };
    expect((await saysOwn(owner)).map(({ id }: { id: string }) => id)).toEqual([own]);
    for (const [id, is, status] of [
      [own, true, 200],
      [plain, false, 404],
    ] as const) {
      expect((await owner.get(`components/${id}`)).body.data.attributes.own).toBe(is);
      expect((await owner.patch(`components/${id}`, document('component', {}))).status).toBe(status);
    }
    expect((await saysOwn(publisher)).map(({ id }: { id: string }) => id)).not.toContain(own);
    // Other tests count the global components.
    await owner.patch(`components/${own}`, document('component', { access: 'tenant' }));
    const refused = await owner.patch(`components/${own}`, document('component', { own: false }));
    expect([refused.status, refused.body.errors[0].source.pointer]).toEqual([403, '/data/attributes/own']);
  });

  test('is sorted by name and paginated without overlap', async () => {
    const owner = await app.tenant();
    for (const title of ['b', 'a', 'b', 'c']) await makeComponent(owner, { title });
    const seen = [];
    for (const number of [1, 2, 3]) {
      const query = `?filter[access]=tenant&sort=name&page[size]=2&page[number]=${number}`;
      const { body } = await owner.get(`components${query}`);
      expect(body.meta).toEqual({ page: number, per_page: 2, total: 4, total_pages: 2 });
      seen.push(...body.data.map((it: { attributes: { name: string } }) => it.attributes.name));
    }
    expect(seen).toEqual(['a', 'b', 'b', 'c']);
  });

  test('shows the creator of a component only to its own tenant', async () => {
    const owner = await app.tenant();
    const path = `components/${plain}`;
    expect((await owner.get(path)).body.data.relationships.created_by.data).toBeNull();
    expect((await publisher.get(path)).body.data.relationships.created_by.data.id).toBe(publisher.userId);
    expect((await owner.get(path)).body.links.self).toBe(`/v2/tenants/${owner.tenantId}/${path}`);
  });

  test.each([
    ['filter[usable]', 'yes'],
    ['filter[access]', 'everybody'],
    ['filter[uses_oauth_client]', ''],
    ['filter[name]', 'x'],
    ['sort', 'descriptor'],
  ])('rejects %s=%s', async (parameter, value) => {
    const { status, body } = await publisher.get(`components?${parameter}=${value}`);
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ code: 'invalid_parameter', source: { parameter } });
  });
});

test('a component is visible to other tenants only while it is global', async () => {
  const [owner, other] = [await app.tenant(), await app.tenant()];
  const component = await makeComponent(owner, STOPWATCH);
  const set = (access: string, by = owner) =>
    by.patch(`components/${component}`, document('component', { access }));
  expect((await other.get(`components/${component}`)).status).toBe(404);
  expect((await set('global')).body.data.attributes.access).toBe('global');
  expect((await other.get(`components/${component}`)).status).toBe(200);
  const admin = await app.member(owner, 'admin');
  const refused = await set('tenant', admin);
  expect(refused.body.errors[0]).toMatchObject({
    status: '403',
    meta: { permission: 'tenants.components.publish' },
  });
  expect((await admin.delete(`components/${component}`)).status).toBe(403);
  await set('tenant');
  expect((await other.get(`components/${component}`)).status).toBe(404);
});
