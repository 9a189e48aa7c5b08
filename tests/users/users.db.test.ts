import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { accept, makeRole, makeUser, roleNamed } from '../support/people.ts';

let app: TestApp;
let owner: Caller;
let viewer: { type: string; id: string };
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  viewer = { type: 'role', id: await roleNamed(owner, 'viewer') };
});
afterAll(() => app.close());

const user = (attributes?: object, role?: { type: string; id: string }) =>
  document('user', attributes, role === undefined ? {} : { role });
const outcome = ({ status, body }: Answer) => [status, body?.errors?.[0].code];

describe('a user', () => {
  test('can be added with a role, read, given another role and removed', async () => {
    const made = await owner.post('users', user({ email: 'Ada@Acme.test', name: 'Ada' }, viewer));
    expect(made.status).toBe(201);
    expect(made.body.data.attributes).toMatchObject({ email: 'ada@acme.test', name: 'Ada', active: true });
    const address = made.headers['location']!;
    expect(made.body.data.relationships).toEqual({
      role: { data: viewer, links: { related: `${address}/role` } },
      created_by: {
        data: { type: 'user', id: owner.userId },
        links: { related: `${address}/created_by` },
      },
    });
    const developer = { type: 'role', id: await roleNamed(owner, 'developer') };
    const changed = await owner.patch(address, user({ active: false }, developer));
    expect(changed.body.data).toMatchObject({
      attributes: { active: false },
      relationships: { role: { data: developer } },
    });
    expect((await owner.get(address)).body.data).toEqual(changed.body.data);
    expect((await owner.delete(address)).status).toBe(204);
    expect((await owner.get(address)).status).toBe(404);
    expect((await owner.delete(address)).status).toBe(404);
  });

  test('has an email and name that a tenant cannot change', async () => {
    const id = await makeUser(owner, viewer.id);
    for (const attributes of [{ email: 'stolen@acme.test' }, { name: 'Renamed' }]) {
      const { status, body } = await owner.patch(`users/${id}`, user(attributes));
      expect([status, body.errors[0].source.pointer]).toEqual([
        403,
        `/data/attributes/${Object.keys(attributes)[0]}`,
      ]);
    }
  });

  test('can only be added once, regardless of the case of the email address', async () => {
    await owner.post('users', user({ email: 'once@acme.test' }, viewer));
    const again = await owner.post('users', user({ email: 'ONCE@acme.test' }, viewer));
    expect([...outcome(again), again.body.errors[0].source]).toEqual([
      409,
      'already_exists',
      { pointer: '/data/attributes/email' },
    ]);
  });

  test('is added once by ten concurrent requests', async () => {
    const body = user({ email: 'race@acme.test' }, viewer);
    const answers = await Promise.all(Array.from({ length: 10 }, () => owner.post('users', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });

  test.each(['', 'no-address', 'a:b@acme.test', 'a b@acme.test', `${'x'.repeat(250)}@a.test`, null])(
    'needs a valid email address, not %p',
    async (email) => {
      const { status, body } = await owner.post('users', user({ email }, viewer));
      expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/email']);
    },
  );

  test('has no access while deactivated', async () => {
    const member = await app.member(owner, 'viewer');
    const set = (active: boolean) => owner.patch(`users/${member.userId}`, user({ active }));
    await set(false);
    expect((await member.get('flows')).status).toBe(401);
    await set(true);
    expect((await member.get('flows')).status).toBe(200);
  });

  test('loses their API keys when removed, and does not get them back when added again', async () => {
    const member = await app.member(owner, 'viewer');
    const keys = `api-keys?filter[user]=${member.userId}`;
    expect((await owner.get(keys)).body.meta.total).toBe(1);
    expect((await owner.delete(`users/${member.userId}`)).status).toBe(204);
    expect((await member.get('flows')).status).toBe(401);
    expect((await owner.get(keys)).body.meta.total).toBe(0);
    const again = await owner.post('users', user({ email: member.email }, viewer));
    expect([again.status, again.body.data.attributes.accepted]).toEqual([201, false]);
    expect((await member.get('flows')).status).toBe(401);
    expect(await accept(app, owner.tenantId, again.body.data.id)).toBe(member.userId);
    expect((await member.get('flows')).status).toBe(401);
  });
});

describe('a user in two tenants', () => {
  test('has a separate role and API keys in each, and can be removed from one', async () => {
    const other = await app.tenant();
    const here = await app.member(owner, 'developer');
    const there = await other.post(
      'users',
      user({ email: here.email }, { type: 'role', id: await roleNamed(other, 'viewer') }),
    );
    expect(there.status).toBe(201);
    expect(await accept(app, other.tenantId, there.body.data.id)).toBe(here.userId);
    const key = await other.post(
      'api-keys',
      document('api-key', {}, { user: { type: 'user', id: here.userId } }),
    );
    const Authorization = `Basic ${Buffer.from(`${here.email}:${key.body.data.attributes.api_key}`).toString('base64')}`;
    const me = await app.request('GET', '/v2/me', { headers: { Authorization } });
    expect(me.body.data.relationships.tenant.data.id).toBe(other.tenantId);
    expect(me.body.data.attributes.permissions).not.toContain('tenants.flows.create');
    expect((await here.get('/v2/me')).body.data.attributes.permissions).toContain('tenants.flows.create');

    expect(
      (await app.request('GET', `/v2/tenants/${owner.tenantId}/flows`, { headers: { Authorization } }))
        .status,
    ).toBe(404);
    await owner.delete(`users/${here.userId}`);
    expect((await here.get('/v2/me')).status).toBe(401);
    expect((await app.request('GET', '/v2/me', { headers: { Authorization } })).status).toBe(200);
  });

  test('keeps their name when another tenant adds them with a different one', async () => {
    const other = await app.tenant();
    await owner.post('users', user({ email: 'named@acme.test', name: 'First' }, viewer));
    const role = { type: 'role', id: await roleNamed(other, 'viewer') };
    const [first] = (await owner.get('users?filter[email]=named@acme.test')).body.data;
    await accept(app, owner.tenantId, first.id);
    const { body } = await other.post('users', user({ email: 'named@acme.test', name: 'Second' }, role));
    const id = await accept(app, other.tenantId, body.data.id);
    for (const tenant of [owner, other])
      expect((await tenant.get(`users/${id}`)).body.data.attributes.name).toBe('First');
  });

  test('cannot be read, changed or removed by a tenant they are not in', async () => {
    const other = await app.tenant();
    for (const answer of [
      await owner.get(`users/${other.userId}`),
      await owner.patch(`users/${other.userId}`, user({ active: false })),
      await owner.delete(`users/${other.userId}`),
      await owner.post('api-keys', document('api-key', {}, { user: { type: 'user', id: other.userId } })),
    ]) {
      expect(outcome(answer)).toEqual([404, 'not_found']);
    }
    expect((await owner.get(`users?filter[email]=${other.email}`)).body.data).toEqual([]);
    expect((await other.get('/v2/me')).status).toBe(200);
  });
});

describe('users cannot grant permissions they do not have', () => {
  let manager: Caller;
  const HELD = ['get', 'create', 'edit', 'delete'].map((verb) => `tenants.users.${verb}`);
  beforeAll(async () => {
    await makeRole(owner, HELD, 'manager');
    manager = await app.member(owner, 'manager');
  });

  test('by adding a user with a stronger role', async () => {
    const refused = await manager.post('users', user({ email: 'more@acme.test' }, viewer));
    expect(outcome(refused)).toEqual([403, 'permission_not_grantable']);
    expect(refused.body.errors[0].source).toEqual({ pointer: '/data/relationships/role' });
    expect(refused.body.errors[0].meta.permissions).toContain('tenants.flows.get');
    expect((await owner.get('users?filter[email]=more@acme.test')).body.data).toEqual([]);
    const weaker = await makeRole(owner, ['tenants.users.get']);
    expect(await makeUser(manager, weaker)).toBeDefined();
  });

  test('by giving a stronger role to a user, including themselves', async () => {
    const equal = await makeUser(owner, await roleNamed(owner, 'manager'));
    for (const id of [equal, manager.userId]) {
      const refused = await manager.patch(`users/${id}`, user(undefined, viewer));
      expect(outcome(refused)).toEqual([403, 'permission_not_grantable']);
    }
    expect((await manager.get(`users/${equal}`)).headers['etag']).toMatch(/^"1-/);
  });

  test('and cannot deactivate, weaken or remove a user with a stronger role', async () => {
    const stronger = await makeUser(owner, viewer.id);
    const weaker = { type: 'role', id: await makeRole(owner, []) };
    for (const answer of [
      await manager.patch(`users/${stronger}`, user({ active: false })),
      await manager.patch(`users/${stronger}`, user(undefined, weaker)),
      await manager.delete(`users/${stronger}`),
      await manager.delete(`users/${owner.userId}`),
    ]) {
      expect(outcome(answer)).toEqual([403, 'permission_not_grantable']);
    }
    expect((await owner.get(`users/${stronger}`)).headers['etag']).toMatch(/^"1-/);
  });

  test('so an admin cannot add, deactivate or remove an owner', async () => {
    const admin = await app.member(owner, 'admin');
    const ownerRole = { type: 'role', id: await roleNamed(owner, 'owner') };
    for (const answer of [
      await admin.post('users', user({ email: 'new-owner@acme.test' }, ownerRole)),
      await admin.patch(`users/${admin.userId}`, user(undefined, ownerRole)),
      await admin.patch(`users/${owner.userId}`, user({ active: false })),
      await admin.delete(`users/${owner.userId}`),
    ]) {
      expect(outcome(answer)).toEqual([403, 'permission_not_grantable']);
    }
  });
});

describe('a tenant keeps an active owner', () => {
  const leave: Record<string, (by: Caller, id: string) => Promise<Answer>> = {
    'by being removed': (by, id) => by.delete(`users/${id}`),
    'by being deactivated': (by, id) => by.patch(`users/${id}`, user({ active: false })),
    'by taking another role': async (by, id) =>
      by.patch(`users/${id}`, user(undefined, { type: 'role', id: await roleNamed(by, 'viewer') })),
  };

  test.each(Object.keys(leave))('the last owner cannot leave %s', async (way) => {
    const last = await app.tenant();
    await app.member(last, 'admin');
    expect(outcome(await leave[way]!(last, last.userId))).toEqual([409, 'last_owner']);
    const second = await app.member(last, 'owner');
    expect([200, 204]).toContain((await leave[way]!(second, last.userId)).status);
    expect(outcome(await leave[way]!(second, second.userId))).toEqual([409, 'last_owner']);
    expect((await second.get(`users/${second.userId}`)).headers['etag']).toMatch(/^"2-/);
  });

  test('a deactivated owner does not count', async () => {
    const first = await app.tenant();
    const second = await app.member(first, 'owner');
    expect((await first.patch(`users/${second.userId}`, user({ active: false }))).status).toBe(200);
    expect(outcome(await first.delete(`users/${first.userId}`))).toEqual([409, 'last_owner']);
    expect((await first.delete(`users/${second.userId}`)).status).toBe(204);
  });

  test('if the last two owners leave at the same time, one stays', async () => {
    for (const way of Object.values(leave)) {
      const first = await app.tenant();
      const second = await app.member(first, 'owner');
      const answers = await Promise.all([way(first, first.userId), way(second, second.userId)]);
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
      expect(answers.map(outcome)).toContainEqual([409, 'last_owner']);
    }
  });
});
