import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { makeRole, makeUser, roleNamed } from '../support/people.ts';

const ROLE_EDITOR = [
  'tenants.roles.get',
  'tenants.roles.create',
  'tenants.roles.edit',
  'tenants.roles.delete',
];

let app: TestApp;
let owner: Caller;
/** Has all permissions for roles and no others. */
let editor: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await makeRole(owner, ROLE_EDITOR, 'editor');
  editor = await app.member(owner, 'editor');
});
afterAll(() => app.close());

const role = (attributes: object) => document('role', attributes);

test('a new tenant has the five built-in roles, each with a description', async () => {
  const fresh = await app.tenant();
  const { body } = await fresh.get('roles?sort=name');
  const names = body.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name);
  expect(names).toEqual(['admin', 'developer', 'owner', 'runtime', 'viewer']);
  for (const { attributes, relationships } of body.data) {
    expect(attributes).toMatchObject({ built_in: true, description: expect.any(String) });
    expect(relationships.created_by.data).toBeNull();
  }
});

test('a custom role can be created, read, updated and deleted', async () => {
  const made = await owner.post('roles', role({ name: 'watcher', permissions: ['tenants.flows.get'] }));
  expect(made.status).toBe(201);
  expect(made.body.data.attributes).toMatchObject({
    name: 'watcher',
    description: null,
    built_in: false,
    permissions: ['tenants.flows.get'],
  });
  expect(made.body.data.relationships.created_by.data).toEqual({ type: 'user', id: owner.userId });
  const address = made.headers['location']!;
  const changed = await owner.patch(address, role({ description: 'Watches', permissions: [] }));
  expect([changed.status, changed.body.data.attributes.permissions]).toEqual([200, []]);
  expect((await owner.get(address)).body.data).toEqual(changed.body.data);
  expect((await owner.delete(address)).status).toBe(204);
  expect((await owner.get(address)).status).toBe(404);
});

test('a role can have every existing permission and no unknown ones', async () => {
  const { data } = (await owner.get('/v2/permissions?page[size]=200')).body;
  const all = data.map(({ id }: { id: string }) => id);
  const { status, body } = await owner.post('roles', role({ name: 'all of them', permissions: all }));
  expect([status, new Set(body.data?.attributes.permissions)]).toEqual([201, new Set(all)]);
  const permissions = ['tenants.flows.get', 'tenants.flows.fly', 'tenants.__proto__.get'];
  for (const answer of [
    await owner.post('roles', role({ name: 'unheard of', permissions })),
    await owner.patch(`roles/${body.data.id}`, role({ permissions })),
  ]) {
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject(
      [1, 2].map((index) => ({
        code: 'validation_failed',
        source: { pointer: `/data/attributes/permissions/${index}` },
      })),
    );
  }
});

test('changed permissions of a role take effect immediately', async () => {
  const id = await makeRole(owner, ['tenants.flows.get'], 'changing');
  const member = await app.member(owner, 'changing');
  expect((await member.get('flows')).status).toBe(200);
  await owner.patch(`roles/${id}`, role({ permissions: ['tenants.users.get'] }));
  expect((await member.get('flows')).status).toBe(403);
  expect((await member.get('users')).status).toBe(200);
});

test('role names are unique within a tenant, including the built-in ones', async () => {
  const id = await makeRole(owner, [], 'taken');
  const other = await makeRole(owner, [], 'not taken');
  for (const name of ['taken', 'owner']) {
    for (const answer of [
      await owner.post('roles', role({ name, permissions: [] })),
      await owner.patch(`roles/${other}`, role({ name })),
    ]) {
      expect([answer.status, answer.body.errors[0].code, answer.body.errors[0].source]).toEqual([
        409,
        'already_exists',
        { pointer: '/data/attributes/name' },
      ]);
    }
  }
  expect((await owner.patch(`roles/${id}`, role({ name: 'taken' }))).status).toBe(200);
  expect(await makeRole(await app.tenant(), [], 'taken')).toBeDefined();
});

test('the permissions of a role must be a list of distinct, known permissions', async () => {
  for (const permissions of [
    ['tenants.nothing.get'],
    ['*'],
    ['tenants.flows.get', 'tenants.flows.get'],
    'all',
    null,
  ]) {
    const { status, body } = await owner.post('roles', role({ name: 'odd', permissions }));
    expect([status, body.errors[0].code]).toEqual([422, 'validation_failed']);
    expect(body.errors[0].source.pointer).toMatch(/^\/data\/attributes\/permissions/);
  }
});

test('built-in roles cannot be changed or deleted', async () => {
  for (const name of ['owner', 'viewer']) {
    const id = await roleNamed(owner, name);
    for (const { status, body } of [
      await owner.patch(`roles/${id}`, role({ description: 'mine' })),
      await owner.patch(`roles/${id}`, role({ permissions: [] })),
      await owner.delete(`roles/${id}`),
    ]) {
      expect([status, body.errors[0].code]).toEqual([409, 'role_built_in']);
    }
    expect((await owner.get(`roles/${id}`)).headers['etag']).toMatch(/^"1-/);
  }
});

test('a role in use cannot be deleted until its users have another role', async () => {
  const id = await makeRole(owner, [], 'worn');
  const user = await makeUser(owner, id);
  const refused = await owner.delete(`roles/${id}`);
  expect([refused.status, refused.body.errors[0].code]).toEqual([409, 'role_in_use']);
  expect((await owner.get(`roles/${id}`)).status).toBe(200);
  const viewer = { type: 'role', id: await roleNamed(owner, 'viewer') };
  expect((await owner.patch(`users/${user}`, document('user', undefined, { role: viewer }))).status).toBe(
    200,
  );
  expect((await owner.delete(`roles/${id}`)).status).toBe(204);
});

test('when a role is assigned and deleted at the same time, one of the two requests fails', async () => {
  const viewer = await roleNamed(owner, 'viewer');
  const outcomes: (number | undefined)[][] = [];
  for (let round = 0; round < 8; round += 1) {
    const id = await makeRole(owner, []);
    const related = { role: { type: 'role', id } };
    const existing = round % 2 === 0 ? await makeUser(owner, viewer) : undefined;
    const [removed, given] = await Promise.all([
      owner.delete(`roles/${id}`),
      existing === undefined
        ? owner.post('users', document('user', { email: `race${round}@acme.test` }, related))
        : owner.patch(`users/${existing}`, document('user', undefined, related)),
    ]);
    outcomes.push([removed.status, given.status < 300 ? 200 : given.status]);
  }
  const either = [
    [204, 404],
    [409, 200],
  ];
  for (const outcome of outcomes) expect(either).toContainEqual(outcome);
});

describe('users cannot grant permissions they do not have', () => {
  const LACKED = ['tenants.flows.delete', 'tenants.users.create'];

  function expectRefused(
    answer: { status: number; body: { errors: object[] } },
    permissions: string[],
    pointer: string,
  ) {
    expect(answer.status).toBe(403);
    expect(answer.body.errors).toMatchObject([
      { code: 'permission_not_grantable', source: { pointer }, meta: { permissions } },
    ]);
  }

  test('by creating a role', async () => {
    const attributes = { name: 'strong', permissions: ['tenants.roles.get', ...LACKED] };
    expectRefused(await editor.post('roles', role(attributes)), LACKED, '/data/attributes/permissions');
    const { status } = await editor.post('roles', role({ name: 'weak', permissions: ['tenants.roles.get'] }));
    expect(status).toBe(201);
  });

  test('by adding them to a role, including their own', async () => {
    const own = await roleNamed(owner, 'editor');
    const permissions = [...ROLE_EDITOR, ...LACKED];
    expectRefused(
      await editor.patch(`roles/${own}`, role({ permissions })),
      LACKED,
      '/data/attributes/permissions',
    );
    expect((await owner.get(`roles/${own}`)).body.data.attributes.permissions).toEqual(ROLE_EDITOR);
  });

  test('and cannot change or delete a role with permissions they do not have', async () => {
    const strong = await makeRole(owner, ['tenants.roles.get', ...LACKED]);
    for (const attributes of [{ permissions: [] }, { description: 'weakened' }]) {
      const answer = await editor.patch(`roles/${strong}`, role(attributes));
      expectRefused(answer, LACKED, '/data/attributes/permissions');
    }
    expectRefused(await editor.delete(`roles/${strong}`), LACKED, '');
    expect((await owner.get(`roles/${strong}`)).headers['etag']).toMatch(/^"1-/);
  });

  test('and admins are no exception', async () => {
    const admin = await app.member(owner, 'admin');
    for (const permission of ['tenants.tenants.delete', 'tenants.components.publish']) {
      const answer = await admin.post('roles', role({ name: 'more', permissions: [permission] }));
      expectRefused(answer, [permission], '/data/attributes/permissions');
    }
  });
});
