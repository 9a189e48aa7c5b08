import { createHash } from 'node:crypto';
import { rawDb } from '../../src/db/raw.ts';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { basic, makeRole, makeMember, roleNamed } from '../support/people.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const NAME = /^vk_[0-9A-Za-z]{49}$/;
const key = (attributes?: object, userId?: string) =>
  document('api-key', attributes, userId === undefined ? {} : { user: { type: 'user', id: userId } });
const outcome = ({ status, body }: Answer) => [status, body?.errors?.[0].code];
const rowOf = (id: string) =>
  rawDb(app.platform.services.database).sql('api_keys').where({ id }).first() as Promise<
    Record<string, unknown>
  >;
const call = (email: string, apiKey: string) => app.request('GET', '/v2/me', basic(`${email}:${apiKey}`));

test('a key is shown once, in the response that creates it', async () => {
  const made = await owner.post('api-keys', key({ name: 'laptop' }));
  const { api_key, prefix, ...rest } = made.body.data.attributes;
  expect(made.status).toBe(201);
  expect(api_key).toMatch(NAME);
  expect(prefix).toBe(api_key.slice(0, 9));
  expect(rest).toMatchObject({ name: 'laptop', expires_at: null, last_used_at: null });
  const address = made.headers['location']!;
  for (const answer of [
    await owner.get(address),
    await owner.patch(address, key({ name: 'desktop' })),
    await owner.get('api-keys'),
    await owner.get('audit-events'),
  ]) {
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(api_key);
    expect(answer.text).not.toContain('"api_key"');
  }
  expect((await call(owner.email, api_key)).status).toBe(200);
});

test('a key is stored only as its SHA-256 hash, and not logged', async () => {
  const made = await owner.post('api-keys', key({ name: 'hashed' }), {
    headers: { 'Idempotency-Key': 'hashed' },
  });
  const { api_key } = made.body.data.attributes;
  await call(owner.email, api_key);
  const row = await rowOf(made.body.data.id);
  expect(row['key_hash']).toBe(createHash('sha256').update(api_key).digest('hex'));
  const rows = JSON.stringify(await dumpTables(app));
  expect(rows).toContain(row['key_hash']);
  expect(rows).not.toContain(api_key);
  expect(rows).not.toContain(api_key.slice(12));
  expect(app.logged()).not.toContain(api_key.slice(12));
  expect(app.logged()).not.toContain(basic(`${owner.email}:${api_key}`).headers.Authorization.slice(6));
});

test('keys are unique', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => owner.post('api-keys', key())));
  expect(new Set(made.map(({ body }) => body.data.attributes.api_key)).size).toBe(5);
});

test('last_used_at is updated without a write per request, and keeps ETag and updated_at', async () => {
  const made = await owner.post('api-keys', key());
  const { id, attributes } = made.body.data;
  const { keyUses } = app.platform.services;
  await keyUses.flush();
  const before = Date.now();
  for (let count = 0; count < 5; count += 1) await call(owner.email, attributes.api_key);
  expect((await rowOf(id))['last_used_at']).toBeNull();
  await keyUses.flush();
  const { body, headers } = await owner.get(`api-keys/${id}`);
  const at = Date.parse(body.data.attributes.last_used_at);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
  expect([headers['etag'], body.data.attributes.updated_at]).toEqual([
    expect.stringMatching(/^"1-/),
    attributes.updated_at,
  ]);
});

test('a refused request does not update last_used_at', async () => {
  const made = await owner.post('api-keys', key());
  await call('somebody@acme.test', made.body.data.attributes.api_key);
  await app.platform.services.keyUses.flush();
  expect((await rowOf(made.body.data.id))['last_used_at']).toBeNull();
});

test('a key expires at its expires_at, which can be removed', async () => {
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const made = await owner.post('api-keys', key({ expires_at }));
  const { id, attributes } = made.body.data;
  expect(attributes.expires_at).toBe(expires_at);
  expect((await call(owner.email, attributes.api_key)).status).toBe(200);
  const { sql } = rawDb(app.platform.services.database);
  await sql('api_keys')
    .where({ id })
    .update({ expires_at: Date.now() - 1 });
  expect((await call(owner.email, attributes.api_key)).status).toBe(401);
  const renewed = await owner.patch(`api-keys/${id}`, key({ expires_at: null }));
  expect(renewed.body.data.attributes.expires_at).toBeNull();
  expect((await call(owner.email, attributes.api_key)).status).toBe(200);
});

test.each([
  ['a past time', new Date(Date.now() - 1000).toISOString()],
  ['a past time in another time zone', '2001-01-01T00:00:00+14:00'],
  ['a date without a time', '2999-01-01'],
  ['a word', 'tomorrow'],
  ['a day that does not exist', '2999-02-30T00:00:00Z'],
  ['a number', 4_102_444_800],
])('expires_at cannot be %s', async (_what, expires_at) => {
  const made = await owner.post('api-keys', key());
  for (const answer of [
    await owner.post('api-keys', key({ expires_at })),
    await owner.patch(made.headers['location']!, key({ expires_at })),
  ]) {
    expect(outcome(answer)).toEqual([422, 'validation_failed']);
    expect(answer.body.errors[0].source).toEqual({ pointer: '/data/attributes/expires_at' });
  }
});

test('a revoked key stops working immediately', async () => {
  const made = await owner.post('api-keys', key());
  const { api_key } = made.body.data.attributes;
  expect((await call(owner.email, api_key)).status).toBe(200);
  expect((await owner.delete(made.headers['location']!)).status).toBe(204);
  expect((await call(owner.email, api_key)).status).toBe(401);
  expect((await owner.get(made.headers['location']!)).status).toBe(404);
});

test('a key is for its creator or another user of the tenant, and can be listed by user', async () => {
  const member = await makeMember(app, owner, await roleNamed(owner, 'viewer'), { name: 'Other' });
  const own = await owner.post('api-keys', key());
  const others = await owner.post('api-keys', key({}, member));
  expect(own.body.data.relationships.user.data.id).toBe(owner.userId);
  expect(others.body.data.relationships).toMatchObject({
    user: { data: { type: 'user', id: member } },
    oauth_app: { data: null },
    created_by: { data: { type: 'user', id: owner.userId } },
  });
  const { body } = await owner.get(`api-keys?filter[user]=${member}&include=user`);
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([others.body.data.id]);
  expect(body.included).toMatchObject([{ type: 'user', id: member, attributes: { name: 'Other' } }]);
});

test('a key cannot be created for an unknown user', async () => {
  for (const id of ['019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f', 'somebody']) {
    const answer = await owner.post('api-keys', key({}, id));
    expect(outcome(answer)).toEqual([404, 'not_found']);
    expect(answer.body.errors[0].source).toEqual({ pointer: '/data/relationships/user/data/id' });
  }
});

test('a key that is created while its user is removed is refused or removed too', async () => {
  const viewer = await roleNamed(owner, 'viewer');
  for (let round = 0; round < 5; round += 1) {
    const user = await makeMember(app, owner, viewer);
    const [made] = await Promise.all([owner.post('api-keys', key({}, user)), owner.delete(`users/${user}`)]);
    expect([201, 404]).toContain(made.status);
    expect((await owner.get(`api-keys?filter[user]=${user}`)).body.data).toEqual([]);
  }
});

describe('managing the keys of a user requires all permissions of that user', () => {
  const HELD = ['get', 'create', 'edit', 'delete'].map((verb) => `tenants.api_keys.${verb}`);
  let keeper: Caller;
  beforeAll(async () => {
    await makeRole(owner, HELD, 'keeper');
    keeper = await app.member(owner, 'keeper');
  });

  test('a key of a user with more permissions cannot be created, changed or revoked', async () => {
    const made = await owner.post('api-keys', key({ name: 'strong' }));
    const address = made.headers['location']!;
    for (const answer of [
      await keeper.post('api-keys', key({}, owner.userId)),
      await keeper.patch(address, key({ expires_at: null })),
      await keeper.delete(address),
    ]) {
      expect(outcome(answer)).toEqual([403, 'permission_not_grantable']);
      expect(answer.body.errors[0].meta.permissions).toContain('tenants.tenants.delete');
    }
    expect((await keeper.get(address)).headers['etag']).toMatch(/^"1-/);
    expect((await owner.get(`api-keys?filter[user]=${owner.userId}`)).status).toBe(200);
  });

  test('own keys and those of users with fewer permissions can be managed', async () => {
    const weak = await makeMember(app, owner, await makeRole(owner, ['tenants.api_keys.get']));
    for (const made of [await keeper.post('api-keys', key()), await keeper.post('api-keys', key({}, weak))]) {
      expect(made.status).toBe(201);
      expect((await keeper.patch(made.headers['location']!, key({ name: 'x' }))).status).toBe(200);
      expect((await keeper.delete(made.headers['location']!)).status).toBe(204);
    }
  });
});
