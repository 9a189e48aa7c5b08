import { newId } from '../../src/system/ids.ts';
import {
  document,
  makeComponent,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Answer,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(() => app.close());

const create = (attributes: object, by = owner) => by.post('components', document('component', attributes));
const change = (id: string, attributes: object, by = owner) =>
  by.patch(`components/${id}`, document('component', attributes));

describe('creating', () => {
  test('a new component shows its component.json and can be read at its Location', async () => {
    const made = await create({ descriptor: PIZZA_VAN, name: 'Van', description: 'Sells pizza' });
    expect(made.status).toBe(201);
    expect(made.body.data.attributes).toMatchObject({
      name: 'Van',
      description: 'Sells pizza',
      access: 'tenant',
      descriptor: PIZZA_VAN,
      uses_oauth_client: true,
      usable: false,
    });
    expect(made.body.data.relationships.created_by.data).toEqual({ type: 'user', id: owner.userId });
    expect(made.headers['location']).toBe(made.body.links.self);
    expect((await owner.get(made.headers['location']!)).body.data).toEqual(made.body.data);
  });

  test('the name defaults to the title of the component.json, and is required without one', async () => {
    expect((await create({ descriptor: { title: ' Van ' } })).body.data.attributes.name).toBe('Van');
    const { status, body } = await create({ descriptor: {} });
    expect([status, body.errors[0].code]).toEqual([422, 'validation_failed']);
    expect(body.errors[0].source.pointer).toBe('/data/attributes');
  });

  test('the descriptor is returned unchanged, whatever it contains', async () => {
    const descriptor = {
      title: 'Odd',
      'client-id': 1,
      triggers: { a_b: { relationships: { data: [{ type: 'x', id: 1 }] } }, ключ: [[], {}, null, 1.5e300] },
      data: { attributes: { links: { self: '/' } } },
    };
    const id = await makeComponent(owner, descriptor);
    expect((await owner.get(`components/${id}`)).body.data.attributes.descriptor).toEqual(descriptor);
  });

  test('every error in the component.json is reported with its place in the request', async () => {
    const { status, body } = await create({
      descriptor: {
        title: 'x',
        useOAuthClient: 'yes',
        envVars: { 'A B': {} },
        credentials: { useOAuthClient: 1 },
      },
    });
    expect(status).toBe(422);
    const errors = body.errors.map((error: { code: string; source: { pointer: string } }) => [
      error.code,
      error.source.pointer,
    ]);
    const at = (pointer: string) => ['descriptor_invalid', `/data/attributes/descriptor${pointer}`];
    expect(new Set(errors.map(String))).toEqual(
      new Set([at('/useOAuthClient'), at('/credentials/useOAuthClient'), at('/envVars/A B')].map(String)),
    );
    expect((await owner.get('components')).body.meta.total).toBe(0);
  });

  test('a component can be made global only with tenants.components.publish', async () => {
    const admin = await app.member(owner, 'admin');
    const refused = await create({ descriptor: STOPWATCH, access: 'global' }, admin);
    expect(refused.status).toBe(403);
    expect(refused.body.errors[0].meta.permission).toBe('tenants.components.publish');
    expect((await create({ descriptor: STOPWATCH }, admin)).status).toBe(201);
    expect((await create({ descriptor: STOPWATCH, access: 'global' })).status).toBe(201);
  });
});

test('a token URI whose host becomes a placeholder requires the permission to read the client secret', async () => {
  const oauth2 = { ...PIZZA_VAN.credentials.oauth2, token_uri: 'https://{{SHOP}}/token' };
  const descriptor = { ...PIZZA_VAN, credentials: { ...PIZZA_VAN.credentials, oauth2 } };
  const developer = await app.member(owner, 'developer');
  const id = await makeComponent(owner, PIZZA_VAN);
  const { status, body } = await change(id, { descriptor }, developer);
  expect([status, body.errors[0].meta.permission]).toEqual([403, 'tenants.oauth_clients.get_secret']);
  expect((await change(id, { descriptor })).status).toBe(200);
});

describe('changing', () => {
  test('a PATCH keeps omitted attributes, and null clears the description', async () => {
    const { body } = await create({ descriptor: PIZZA_VAN, description: 'Sells pizza' });
    const renamed = await change(body.data.id, { name: 'Lorry' });
    expect([renamed.status, renamed.headers['etag']]).toEqual([200, expect.stringMatching(/^"2-/)]);
    expect(renamed.body.data.attributes).toMatchObject({
      name: 'Lorry',
      description: 'Sells pizza',
      descriptor: PIZZA_VAN,
      uses_oauth_client: true,
    });
    const emptied = await change(body.data.id, { description: null });
    expect(emptied.body.data.attributes).toMatchObject({ name: 'Lorry', description: null });
  });

  test('a new descriptor is parsed again, and the whole PATCH is rejected if it is invalid', async () => {
    const id = await makeComponent(owner, STOPWATCH);
    const refused = await change(id, { name: 'x', descriptor: { useOAuthClient: 1 } });
    expect(refused.body.errors[0]).toMatchObject({
      status: '422',
      code: 'descriptor_invalid',
      source: { pointer: '/data/attributes/descriptor/useOAuthClient' },
    });
    expect((await owner.get(`components/${id}`)).body.data.attributes.name).toBe('Stopwatch');
    const changed = await change(id, { descriptor: PIZZA_VAN });
    expect(changed.body.data.attributes).toMatchObject({ uses_oauth_client: true, usable: false });
  });

  test('a component.json that was stored before it became invalid can be replaced', async () => {
    const id = await makeComponent(owner, STOPWATCH);
    const invalid = { useOAuthClient: true, oauth1: {} };
    await tablesOf(app)('components')
      .where({ id })
      .update({ descriptor: JSON.stringify(invalid), uses_oauth_client: true });
    const changed = await change(id, { descriptor: { oauth1: {} } });
    expect(changed.status).toBe(200);
    expect(changed.body.data.attributes.uses_oauth_client).toBe(false);
  });

  test('with an outdated If-Match, nothing is changed or deleted', async () => {
    const id = await makeComponent(owner, STOPWATCH);
    const outdated = { headers: { 'If-Match': '"2"' } };
    const tried = [
      await owner.patch(`components/${id}`, document('component', { name: 'x' }), outdated),
      await owner.delete(`components/${id}`, outdated),
    ];
    for (const { status, body } of tried)
      expect([status, body.errors[0].code]).toEqual([412, 'precondition_failed']);
    expect((await owner.get(`components/${id}`)).body.data.attributes.name).toBe('Stopwatch');
  });

  test('only its own tenant can change or delete a component; others that see it get a 404', async () => {
    const other = await app.tenant();
    const id = await makeComponent(owner, STOPWATCH, 'global');
    expect((await other.get(`components/${id}`)).status).toBe(200);
    expect((await change(id, { name: 'mine' }, other)).status).toBe(404);
    expect((await other.delete(`components/${id}`)).status).toBe(404);
    expect((await owner.get(`components/${id}`)).body.data.attributes.name).toBe('Stopwatch');
  });
});

test('deleting a component also deletes its stored variables', async () => {
  const id = await makeComponent(owner, STOPWATCH);
  await owner.put(`components/${id}/env`, document('component-env', { vars: { A: '1' } }));
  expect((await owner.delete(`components/${id}`)).status).toBe(204);
  expect((await owner.get(`components/${id}`)).status).toBe(404);
  expect((await owner.get(`components/${id}/env`)).status).toBe(404);
  expect((await owner.delete(`components/${id}`)).status).toBe(404);
  expect((await owner.delete(`components/${newId()}`)).status).toBe(404);
});

describe('storing variables', () => {
  const put = (id: string, vars: object, headers = {}) =>
    owner.put(`components/${id}/env`, document('component-env', { vars }), { headers });

  test('checks the version: If-Match "0" matches only if nothing is stored yet', async () => {
    const id = await makeComponent(owner, STOPWATCH);
    const first = await put(id, { A: '1' }, { 'If-Match': '"0"' });
    expect([first.status, first.headers['etag']]).toEqual([200, expect.stringMatching(/^"1-/)]);
    const second = await put(id, { A: '2' }, { 'If-Match': '"0"' });
    expect([second.status, second.body.errors[0].code]).toEqual([412, 'precondition_failed']);
    expect((await put(id, { A: '3' }, { 'If-Match': '"1"' })).headers['etag']).toMatch(/^"2-/);
    const { body, headers } = await owner.get(`components/${id}/env`);
    expect([body.data.attributes.vars, headers['etag']]).toEqual([{ A: '3' }, expect.stringMatching(/^"2-/)]);
  });

  test('is rejected for an invisible component, a mismatched id, and an invalid value', async () => {
    const id = await makeComponent(owner, STOPWATCH);
    const foreign = await makeComponent(await app.tenant(), STOPWATCH);
    expect((await put(foreign, {})).status).toBe(404);
    expect((await put(newId(), {})).status).toBe(404);
    const named = document('component-env', { vars: {} });
    const other = await owner.put(`components/${id}/env`, { data: { ...named.data, id: newId() } });
    expect([other.status, other.body.errors[0].code]).toEqual([409, 'id_mismatch']);
    const { status, body } = await put(id, { 'A B': '1', C: 2 });
    expect(status).toBe(422);
    expect(body.errors.map((error: { source: object }) => error.source)).toEqual(
      expect.arrayContaining([{ pointer: '/data/attributes/vars/C' }]),
    );
  });

  test('requires tenants.components.edit', async () => {
    const id = await makeComponent(owner, STOPWATCH);
    const viewer = await app.member(owner, 'viewer');
    const { status, body } = await viewer.put(
      `components/${id}/env`,
      document('component-env', { vars: {} }),
    );
    expect([status, body.errors[0].meta.permission]).toEqual([403, 'tenants.components.edit']);
  });
});

test('each operation requires its own permission, and the error names it', async () => {
  const id = await makeComponent(owner, STOPWATCH);
  await owner.post('roles', document('role', { name: 'none', permissions: ['tenants.flows.get'] }));
  const nobody = await app.member(owner, 'none');
  const refusals: [string, Answer][] = [
    ['get', await nobody.get('components')],
    ['get', await nobody.get(`components/${id}`)],
    ['create', await create({ descriptor: STOPWATCH }, nobody)],
    ['edit', await change(id, { name: 'x' }, nobody)],
    ['delete', await nobody.delete(`components/${id}`)],
  ];
  for (const [verb, { status, body }] of refusals)
    expect([status, body.errors[0].meta.permission]).toEqual([403, `tenants.components.${verb}`]);
  const typed = await owner.post('components', document('stopwatch', { descriptor: STOPWATCH }));
  expect([typed.status, typed.body.errors[0].code]).toEqual([409, 'type_mismatch']);
});
