import { newId } from '../../src/system/ids.ts';
import { document, makeClient, makeComponent, startApp, STOPWATCH, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const PAIR = { client_id: 'van-1', client_secret: 's3cret' };
const ID = '/data/relationships/component/data/id';
const of = (id: string) => ({ component: { type: 'component', id } });

describe('creating', () => {
  test('a new client is returned with 201, its Location and its secret', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const made = await owner.post('oauth-clients', document('oauth-client', PAIR, of(component)));
    const { data } = made.body;
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(made.body.links.self);
    expect(data.links.self).toBe(`/v2/tenants/${owner.tenantId}/oauth-clients/${data.id}`);
    expect(data.type).toBe('oauth-client');
    expect(data.attributes).toMatchObject({ ...PAIR, status: 'usable' });
    expect(data.relationships.component.data).toEqual({ type: 'component', id: component });
    expect(data.relationships.created_by.data).toEqual({ type: 'user', id: owner.userId });
    const found = await owner.get(made.headers['location']!);
    expect(found.body.data).toEqual(data);
    expect(found.headers['etag']).toBe(made.headers['etag']);
  });

  test('the type "flow" is an alias of "oauth-client" on create, but not in the response', async () => {
    const owner = await app.tenant();
    const made = await owner.post('oauth-clients', document('flow', PAIR, of(await makeComponent(owner))));
    expect([made.status, made.body.data.type]).toEqual([201, 'oauth-client']);
    const patched = await owner.patch(`oauth-clients/${made.body.data.id}`, document('flow', PAIR));
    expect([patched.status, patched.body.errors[0].code]).toEqual([409, 'type_mismatch']);
    const other = await owner.post('oauth-clients', document('oauth-clientss', PAIR, of(newId())));
    expect(other.body.errors[0]).toMatchObject({
      status: '409',
      code: 'type_mismatch',
      source: { pointer: '/data/type' },
    });
  });

  test("an unknown component, a malformed id and another tenant's private component give the same 404", async () => {
    const [owner, other] = [await app.tenant(), await app.tenant()];
    const hidden = await makeComponent(other);
    const errors = [];
    for (const id of [newId(), 'salesforce', hidden]) {
      const { status, body } = await owner.post('oauth-clients', document('oauth-client', PAIR, of(id)));
      expect(status).toBe(404);
      const { id: _, ...error } = body.errors[0];
      errors.push(error);
    }
    expect(errors[0]).toMatchObject({ code: 'component_not_found', source: { pointer: ID } });
    expect(errors).toEqual([errors[0], errors[0], errors[0]]);
  });

  test('a component without "useOAuthClient": true cannot have a client', async () => {
    const owner = await app.tenant();
    for (const descriptor of [STOPWATCH, { title: 'x', useOAuthClient: false }]) {
      const component = await makeComponent(owner, descriptor);
      const { body } = await owner.post('oauth-clients', document('oauth-client', PAIR, of(component)));
      const refusal = { status: '422', code: 'component_without_oauth', source: { pointer: ID } };
      expect(body.errors[0]).toMatchObject(refusal);
    }
    expect((await owner.get('oauth-clients')).body.meta.total).toBe(0);
  });

  test('a global component of another tenant can have a client of this tenant', async () => {
    const [publisher, owner] = [await app.tenant(), await app.tenant()];
    const component = await makeComponent(publisher, undefined, 'global');
    const client = await makeClient(owner, component);
    expect((await owner.get(`oauth-clients/${client}`)).body.data.attributes.status).toBe('usable');
    expect((await publisher.get('oauth-clients')).body.data).toEqual([]);
    expect((await publisher.get(`oauth-clients/${client}`)).status).toBe(404);
  });

  test('every error in the document is reported, with a pointer that exists in the request', async () => {
    const owner = await app.tenant();
    const { status, body } = await owner.post('oauth-clients', {
      data: { type: 'oauth-client', attributes: { client_id: '', extra: 1 }, relationships: {} },
    });
    expect(status).toBe(422);
    const pointers = body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer).sort();
    expect(new Set(pointers)).toEqual(
      new Set([
        '/data/attributes',
        '/data/attributes/client_id',
        '/data/attributes/extra',
        '/data/relationships',
      ]),
    );
  });
});

describe('reading', () => {
  test("the list has the tenant's clients without secrets and can be filtered by component", async () => {
    const owner = await app.tenant();
    const [one, two] = [await makeComponent(owner), await makeComponent(owner)];
    const clients = [
      await makeClient(owner, one, { client_id: 'b', client_secret: 'hidden-1' }),
      await makeClient(owner, two, { client_id: 'a', client_secret: 'hidden-2' }),
    ];
    const ids = async (query = '') =>
      (await owner.get(`oauth-clients${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await ids()).toEqual(clients);
    expect(await ids('?sort=client_id')).toEqual([clients[1], clients[0]]);
    expect(await ids(`/?filter[component]=${two}`)).toEqual([clients[1]]);
    expect(await ids(`?filter%5Bcomponent%5D=${one}`)).toEqual([clients[0]]);
    expect(await ids(`?filter[component]=${newId()}`)).toEqual([]);
    const { body, text } = await owner.get('oauth-clients?include=component');
    expect(text).not.toContain('hidden-');
    expect(body.data[0].attributes).not.toHaveProperty('client_secret');
    expect(body.included.map(({ id }: { id: string }) => id)).toEqual([one, two]);
  });

  test('an empty filter is an error and never matches everything', async () => {
    const owner = await app.tenant();
    await makeClient(owner, await makeComponent(owner));
    const { status, body } = await owner.get('oauth-clients/?filter[component]=');
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({
      code: 'invalid_parameter',
      source: { parameter: 'filter[component]' },
    });
  });

  test("another tenant's client is a 404 for every operation", async () => {
    const [owner, other] = [await app.tenant(), await app.tenant()];
    const path = `oauth-clients/${await makeClient(owner, await makeComponent(owner))}`;
    const tried = [
      await other.get(path),
      await other.patch(path, document('oauth-client', PAIR)),
      await other.delete(path),
      await other.get(`/v2/tenants/${owner.tenantId}/${path}`),
    ];
    expect(tried.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await owner.get(path)).body.data.attributes).toMatchObject({ client_id: 'van-1' });
  });
});

describe('changing and deleting', () => {
  test('a PATCH keeps omitted attributes, and can contain all of them', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const path = `oauth-clients/${await makeClient(owner, component)}`;
    const read = async () => (await owner.get(path)).body.data.attributes;
    const first = await owner.patch(path, document('oauth-client', { client_id: 'van-2' }));
    expect(first.status).toBe(200);
    expect(await read()).toMatchObject({ client_id: 'van-2', client_secret: 's3cret' });
    await owner.patch(path, document('oauth-client', { client_secret: 'n3w' }));
    expect(await read()).toMatchObject({ client_id: 'van-2', client_secret: 'n3w' });
    const all = { client_id: 'van-3', client_secret: 'n3wer' };
    const third = await owner.patch(path, document('oauth-client', all, of(component)));
    expect(third.body.data.relationships.component.data.id).toBe(component);
    expect(await read()).toMatchObject(all);
    expect((await owner.patch(path, document('oauth-client'))).status).toBe(200);
    expect(await read()).toMatchObject(all);
  });

  test('a change or delete with an outdated If-Match is rejected and changes nothing', async () => {
    const owner = await app.tenant();
    const path = `oauth-clients/${await makeClient(owner, await makeComponent(owner))}`;
    const outdated = { headers: { 'If-Match': '"7"' } };
    const tried = [
      await owner.patch(path, document('oauth-client', { client_id: 'x' }), outdated),
      await owner.delete(path, outdated),
    ];
    for (const { status, body } of tried) {
      expect([status, body.errors[0].code]).toEqual([412, 'precondition_failed']);
      expect(body.errors[0].meta.etag).toMatch(/^"1-/);
    }
    expect((await owner.get(path)).body.data.attributes.client_id).toBe('van-1');
    const matching = { headers: { 'If-Match': '"1"' } };
    expect((await owner.patch(path, document('oauth-client', { client_id: 'x' }), matching)).status).toBe(
      200,
    );
  });

  test('a deleted client is gone, and its component can have a new one', async () => {
    const owner = await app.tenant();
    const component = await makeComponent(owner);
    const client = await makeClient(owner, component);
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(204);
    expect((await owner.get(`oauth-clients/${client}`)).status).toBe(404);
    expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(404);
    expect((await owner.get(`components/${component}`)).body.data.attributes.usable).toBe(false);
    expect(await makeClient(owner, component)).not.toBe(client);
  });
});

test('each operation requires its own permission, and the error names it', async () => {
  const owner = await app.tenant();
  const component = await makeComponent(owner);
  const path = `oauth-clients/${await makeClient(owner, component)}`;
  const role = await owner.post(
    'roles',
    document('role', { name: 'none', permissions: ['tenants.flows.get'] }),
  );
  expect(role.status).toBe(201);
  const nobody = await app.member(owner, 'none');
  const refusals = {
    get: [await nobody.get('oauth-clients'), await nobody.get(path)],
    create: [await nobody.post('oauth-clients', document('oauth-client', PAIR, of(component)))],
    edit: [await nobody.patch(path, document('oauth-client', PAIR))],
    delete: [await nobody.delete(path)],
  };
  for (const [verb, answers] of Object.entries(refusals)) {
    for (const { status, body } of answers) {
      expect([status, body.errors[0].code]).toEqual([403, 'permission_missing']);
      expect(body.errors[0].meta.permission).toBe(`tenants.oauth_clients.${verb}`);
    }
  }
});
