import { rawDb } from '../../src/db/raw.ts';
import { newId } from '../../src/system/ids.ts';
import { document, startApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('a new tenant has its creator as owner, the built-in roles and its own data key', async () => {
  const founder = await app.tenant();
  const made = await founder.post('/v2/tenants', document('tenant', { name: 'Branch' }));
  expect([made.status, made.headers['location']]).toEqual([201, made.body.links.self]);
  expect(made.body.data.attributes.name).toBe('Branch');
  const { id } = made.body.data;
  const knex = rawDb(app.platform.services.database).sql;
  const [member] = await knex('memberships').where({ tenant_id: id });
  expect(member.user_id).toBe(founder.userId);
  const role = await knex('roles').where({ tenant_id: id, id: member.role_id }).first();
  expect(role.name).toBe('owner');
  expect(await knex('roles').where({ tenant_id: id })).toHaveLength(5);
  const keys = await knex('tenant_keys').whereIn('tenant_id', [id, founder.tenantId]).pluck('wrapped');
  expect(new Set(keys).size).toBe(2);
});

test('creating a tenant returns an API key for it, which is shown once', async () => {
  const founder = await app.tenant();
  const { body } = await founder.post('/v2/tenants', document('tenant', { name: 'Branch' }));
  const { id, attributes } = body.data;
  const credentials = Buffer.from(`${founder.email}:${attributes.api_key}`).toString('base64');
  const headers = { Authorization: `Basic ${credentials}` };
  const found = await app.request('GET', `/v2/tenants/${id}`, { headers });
  expect([found.status, found.body.data.attributes.name]).toEqual([200, 'Branch']);
  expect(found.body.data.attributes).not.toHaveProperty('api_key');
  const deleted = await app.request('DELETE', `/v2/tenants/${id}`, { headers });
  expect(deleted.status).toBe(204);
});

test('the API key that created a tenant does not work in it: a key belongs to one tenant', async () => {
  const founder = await app.tenant();
  const { body } = await founder.post('/v2/tenants', document('tenant', { name: 'Branch' }));
  expect((await founder.get(`/v2/tenants/${body.data.id}`)).status).toBe(404);
  const list = await founder.get('/v2/tenants');
  expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual([founder.tenantId]);
  expect((await founder.get('/v2/tenants?page[number]=2')).body.data).toEqual([]);
});

test('a tenant can be renamed, but not with an outdated If-Match', async () => {
  const owner = await app.tenant('Old');
  const path = `/v2/tenants/${owner.tenantId}`;
  const { status, body, headers } = await owner.patch(path, document('tenant', { name: 'New' }));
  expect([status, body.data.id, body.data.attributes.name]).toEqual([200, owner.tenantId, 'New']);
  expect(headers['etag']).toMatch(/^"2-/);
  const outdated = { headers: { 'If-Match': '"1"' } };
  const refused = await owner.patch(path, document('tenant', { name: 'x' }), outdated);
  expect([refused.status, refused.body.errors[0].code]).toEqual([412, 'precondition_failed']);
  expect((await owner.delete(path, outdated)).status).toBe(412);
  expect((await owner.get(path)).body.data.attributes.name).toBe('New');
});

test('every request for another tenant returns the same 404, whether it exists or not', async () => {
  const [owner, other] = [await app.tenant(), await app.tenant()];
  const answers = [];
  for (const id of [other.tenantId, newId()]) {
    answers.push(
      await owner.get(`/v2/tenants/${id}`),
      await owner.patch(`/v2/tenants/${id}`, document('tenant', { name: 'x' })),
      await owner.delete(`/v2/tenants/${id}`),
    );
    for (const things of ['flows', 'components', 'oauth-clients', 'users', 'roles', 'api-keys']) {
      const path = `/v2/tenants/${id}/${things}`;
      answers.push(await owner.get(path), await owner.post(path, document(things.slice(0, -1), {})));
    }
  }
  const [{ body: first }] = answers as [(typeof answers)[0]];
  for (const { status, body } of answers) {
    expect(status).toBe(404);
    expect({ ...body.errors[0], id: '' }).toEqual({ ...first.errors[0], id: '' });
  }
  expect((await other.get(`/v2/tenants/${other.tenantId}`)).body.data.attributes.name).toBe('Acme');
});

test('each operation requires its permission', async () => {
  const owner = await app.tenant();
  const path = `/v2/tenants/${owner.tenantId}`;
  const [admin, runtime] = [await app.member(owner, 'admin'), await app.member(owner, 'runtime')];
  const refusals = {
    'tenants.tenants.get': await runtime.get(path),
    'tenants.tenants.create': await runtime.post('/v2/tenants', document('tenant', { name: 'x' })),
    'tenants.tenants.edit': await runtime.patch(path, document('tenant', { name: 'x' })),
    'tenants.tenants.delete': await admin.delete(path),
  };
  for (const [permission, { status, body }] of Object.entries(refusals))
    expect([status, body.errors[0].meta.permission]).toEqual([403, permission]);
  expect((await runtime.get('/v2/tenants')).status).toBe(403);
  expect((await admin.patch(path, document('tenant', { name: 'Renamed' }))).status).toBe(200);
});

test('an invalid name is rejected with a pointer to it', async () => {
  const owner = await app.tenant();
  for (const attributes of [{ name: ' ' }, { name: '' }, { name: 'x'.repeat(256) }, { name: 7 }]) {
    const answers = [
      await owner.post('/v2/tenants', document('tenant', attributes)),
      await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', attributes)),
    ];
    for (const { status, body } of answers)
      expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/name']);
  }
});

test('a document with another type or id is rejected', async () => {
  const owner = await app.tenant();
  const path = `/v2/tenants/${owner.tenantId}`;
  const typed = await owner.post('/v2/tenants', document('customer', { name: 'x' }));
  expect([typed.status, typed.body.errors[0].code]).toEqual([409, 'type_mismatch']);
  const named = await owner.patch(path, { data: { type: 'tenant', id: newId(), attributes: { name: 'x' } } });
  expect([named.status, named.body.errors[0].code]).toEqual([409, 'id_mismatch']);
  expect((await owner.get(path)).body.data.attributes.name).toBe('Acme');
});
