import { document, makeComponent, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { seedTenant, type SeededTenant } from '../support/seeded-tenant.ts';
import { basic } from '../support/people.ts';

let app: TestApp;
let tenant: SeededTenant;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
  owner = tenant.owner;
});
afterAll(() => app.close());

const NOUNS = ['users', 'roles', 'api-keys', 'components', 'oauth-clients', 'flows'];

/** The value at a JSON Pointer (RFC 6901). @throws Error if nothing is there */
function at(value: unknown, pointer: string): unknown {
  const tokens = pointer.split('/').slice(1);
  return tokens.reduce<unknown>((parent, token) => {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name))
      throw new Error(`${pointer} leads nowhere`);
    return (parent as Record<string, unknown>)[name];
  }, value);
}

test('a created resource can be fetched at its Location, which is also its self link', async () => {
  const answers: Answer[] = [
    await owner.post('/v2/tenants', document('tenant', { name: 'Another' })),
    await owner.post('roles', document('role', { name: 'made', permissions: [] })),
    await owner.post(
      'users',
      document('user', { email: 'made@acme.test' }, { role: { type: 'role', id: tenant.ids['roles']! } }),
    ),
    await owner.post('api-keys', document('api-key', { name: 'made' })),
    await owner.post('components', document('component', { descriptor: { title: 'Made' } })),
    await owner.post('flows', document('flow', { name: 'Made', graph: { nodes: [], edges: [] } })),
  ];
  for (const { status, headers, body } of answers) {
    expect(status).toBe(201);
    expect(headers['location']).toBe(body.data.links.self);
    expect(body.links.self).toBe(body.data.links.self);
    expect(headers['etag']).toMatch(/^"1-/);
    const { api_key, ...attributes } = body.data.attributes;
    // The caller's credentials are for their own tenant, not for the new one.
    const credentials = body.data.type === 'tenant' ? basic(`${owner.email}:${api_key}`) : undefined;
    const found = await owner.get(headers['location']!, credentials);
    expect(found.body.data).toEqual({ ...body.data, attributes });
    expect(found.headers['etag']).toBe(headers['etag']);
  }
});

test('every self link in a list and in its included resources can be fetched', async () => {
  const includes: Record<string, string> = {
    users: 'role',
    'api-keys': 'user',
    'oauth-clients': 'component',
  };
  for (const noun of [...NOUNS, 'audit-events']) {
    const list = await owner.get(includes[noun] === undefined ? noun : `${noun}?include=${includes[noun]}`);
    expect(list.body.data.length).toBeGreaterThan(0);
    for (const resource of [...list.body.data, ...(list.body.included ?? [])]) {
      const { status, body } = await owner.get(resource.links.self);
      expect([resource.type, status]).toEqual([resource.type, 200]);
      expect(body.data).toMatchObject({ type: resource.type, id: resource.id, links: resource.links });
    }
  }
});

test('every link of a list can be fetched unchanged', async () => {
  for (const address of [
    ...NOUNS.map((noun) => `${noun}?page[size]=1`),
    '/v2/tenants',
    '/v2/permissions',
    'audit-events?page[size]=1',
  ]) {
    const { links } = (await owner.get(address)).body;
    for (const [name, link] of Object.entries(links as Record<string, string | null>)) {
      if (link !== null)
        expect([address, name, (await owner.get(link)).status]).toEqual([address, name, 200]);
    }
  }
});

test('a document with several errors gets all of them, each with a pointer into the request', async () => {
  const body = document(
    'user',
    { email: 'no address', name: 7, 'co/lo~ur': 'red', active: 'yes' },
    { role: { type: 'user', id: '' }, friend: { type: 'user', id: owner.userId } },
  );
  const { status, body: answer } = await owner.post('users', body);
  expect(status).toBe(422);
  const pointers = answer.errors.map((error: { source: { pointer: string } }) => error.source.pointer);
  expect(pointers.sort()).toEqual([
    '/data/attributes/active',
    '/data/attributes/co~1lo~0ur',
    '/data/attributes/email',
    '/data/attributes/name',
    '/data/relationships/friend',
    '/data/relationships/role/data/id',
    '/data/relationships/role/data/type',
  ]);
  for (const pointer of pointers) expect(() => at(body, pointer)).not.toThrow();
  for (const error of answer.errors) expect(error.code).toBe('validation_failed');
});

test('the error for a missing member points to the object that lacks it', async () => {
  for (const [body, pointer, lacks] of [
    [{ data: { type: 'role' } }, '/data', 'attributes'],
    [{ data: { type: 'role', attributes: { name: 'x' } } }, '/data/attributes', 'permissions'],
  ] as const) {
    const { status, body: answer } = await owner.post('roles', body);
    expect(status).toBe(422);
    expect(answer.errors).toMatchObject([{ code: 'validation_failed', source: { pointer } }]);
    expect(answer.errors[0].detail).toContain(`"${lacks}"`);
    expect(at(body, pointer)).toBeDefined();
  }
});

test('the error for a related resource that does not exist points to its ID', async () => {
  const nowhere = '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
  const other = await seedTenant(app);
  for (const id of [nowhere, 'seven', other.ids['roles']!]) {
    const made = document('user', { email: 'x@acme.test' }, { role: { type: 'role', id } });
    const { status, body } = await owner.post('users', made);
    expect([status, body.errors[0].code, body.errors[0].source.pointer]).toEqual([
      404,
      'not_found',
      '/data/relationships/role/data/id',
    ]);
  }
});

test('PATCH leaves a missing member unchanged and sets one that is null to null', async () => {
  const made = await owner.post(
    'roles',
    document('role', { name: 'patched', description: 'old', permissions: [] }),
  );
  const address = made.headers['location']!;
  const patch = async (attributes?: object) =>
    (await owner.patch(address, document('role', attributes))).body.data.attributes;
  expect(await patch({ name: 'renamed' })).toMatchObject({ name: 'renamed', description: 'old' });
  expect(await patch({})).toMatchObject({ name: 'renamed', description: 'old', permissions: [] });
  expect(await patch()).toMatchObject({ name: 'renamed', description: 'old' });
  expect(await patch({ description: null })).toMatchObject({ name: 'renamed', description: null });
  const { status, body } = await owner.patch(address, document('role', { name: null }));
  expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/name']);
  expect((await owner.get(address)).body.data.attributes).toMatchObject({
    name: 'renamed',
    description: null,
  });
});

test('a body may be plain JSON; the response is always JSON:API', async () => {
  const body = JSON.stringify(document('role', { name: 'plain', permissions: [] }));
  for (const [type, name] of [
    ['application/json', 'plain'],
    ['application/json; charset=utf-8', 'with charset'],
  ] as const) {
    const { status, headers } = await owner.post('roles', body.replace('plain', name), {
      headers: { 'Content-Type': type, Accept: 'application/json' },
    });
    expect([status, headers['content-type']]).toEqual([201, 'application/vnd.api+json']);
  }
});

test('links in a request document are ignored', async () => {
  const { status, body } = await owner.post('roles', {
    data: { type: 'role', attributes: { name: 'linked', permissions: [] }, links: { self: '/x' } },
  });
  expect([status, body.data.links.self]).toEqual([
    201,
    `/v2/tenants/${owner.tenantId}/roles/${body.data.id}`,
  ]);
});

test('an ETag changes with the resource, and If-Match prevents lost updates', async () => {
  const made = await owner.post('roles', document('role', { name: 'tagged', permissions: [] }));
  const address = made.headers['location']!;
  const rename = (name: string, ifMatch: string) =>
    owner.patch(address, document('role', { name }), { headers: { 'If-Match': ifMatch } });
  const first = await rename('tagged once', made.headers['etag']!);
  expect([first.status, first.headers['etag']]).toEqual([200, expect.stringMatching(/^"2-/)]);
  const late = await rename('too late', made.headers['etag']!);
  expect([late.status, late.body.errors[0].meta]).toEqual([412, { etag: first.headers['etag'] }]);
  for (const ifMatch of ['"1"', '"1", W/"3"']) expect((await rename('other', ifMatch)).status).toBe(412);
  expect((await owner.get(address)).body.data.attributes.name).toBe('tagged once');
  expect((await rename('any', '*')).status).toBe(200);
  expect((await rename('one of a list', '"1", "3"')).status).toBe(200);
  const remove = (ifMatch: string) => owner.delete(address, { headers: { 'If-Match': ifMatch } });
  expect((await remove('"3"')).status).toBe(412);
  expect((await remove('4')).status).toBe(400);
  expect((await remove('"4"')).status).toBe(204);
  expect((await remove('*')).status).toBe(404);
});

test('a PUT with If-Match is rejected if the resource has changed since', async () => {
  const address = `components/${await makeComponent(owner)}/env`;
  const put = (region: string, ifMatch: string) =>
    owner.put(address, document('component-env', { vars: { REGION: region } }), {
      headers: { 'If-Match': ifMatch },
    });
  const first = await owner.put(address, document('component-env', { vars: { REGION: 'eu' } }));
  expect(first.status).toBe(200);
  const second = await put('us', first.headers['etag']!);
  expect(second.status).toBe(200);
  expect((await put('asia', first.headers['etag']!)).status).toBe(412);
  expect((await put('asia', 'W/"1"')).status).toBe(412);
  expect((await put('asia', 'asia')).status).toBe(400);
  expect((await put('asia', '*')).status).toBe(200);
});
