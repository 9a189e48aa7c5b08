import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { asBearer, givePassword, tokenWith } from '../support/oauth.ts';
import { basic, makeRole } from '../support/people.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const me = (attributes?: object) => document('me', attributes);

test("an app cannot change its user's profile", async () => {
  await givePassword(app, owner);
  const { token } = await tokenWith(app, owner, ['manage.users']);
  const { status, body } = await asBearer(app, token, 'PATCH', '/v2/me', me({ name: 'Renamed' }));
  expect([status, body.errors[0].code]).toEqual([403, 'permission_missing']);
  expect((await owner.get('/v2/me')).body.data.attributes.name).toBe(null);
});

test('users see their own email address, name, tenant, role and permissions', async () => {
  const id = await makeRole(owner, ['tenants.users.get', 'tenants.flows.get'], 'modest');
  const modest = await app.member(owner, 'modest');
  const { status, body, headers } = await modest.get('/v2/me');
  expect([status, headers['etag']]).toEqual([200, expect.stringMatching(/^"1-/)]);
  expect(body.data).toMatchObject({
    type: 'me',
    id: modest.userId,
    attributes: {
      email: modest.email,
      name: null,
      role_name: 'modest',
      permissions: ['tenants.flows.get', 'tenants.users.get'],
    },
    relationships: {
      tenant: { data: { type: 'tenant', id: owner.tenantId } },
      role: { data: { type: 'role', id } },
    },
    links: { self: '/v2/me' },
  });
  expect((await owner.get(`users/${modest.userId}`)).body.data.attributes.email).toBe(modest.email);
});

test.each([
  ['twelve spaces', () => ' '.repeat(12)],
  ['a repeated sequence', () => 'abcabcabcabcabc'],
  ['the email address', ({ email }: Caller) => email.toUpperCase()],
])('a password that is %s is rejected', async (_what, password) => {
  const member = await app.member(owner, 'viewer');
  const { status, body } = await member.patch('/v2/me', me({ password: password(member) }));
  expect([status, body.errors[0].source]).toEqual([422, { pointer: '/data/attributes/password' }]);
  expect((await member.get('/v2/me')).body.data.attributes.has_password).toBe(false);
});

test('the current password is checked before the new one', async () => {
  const member = await app.member(owner, 'viewer');
  expect((await member.patch('/v2/me', me({ password: 'a first and long password' }))).status).toBe(200);
  const weak = me({ password: 'password12345', current_password: 'nonsense' });
  const { status, body } = await member.patch('/v2/me', weak);
  expect([status, body.errors[0].source]).toEqual([422, { pointer: '/data/attributes/current_password' }]);
});

test('users see whether they have a password', async () => {
  const member = await app.member(owner, 'viewer');
  const has = async () => (await member.get('/v2/me')).body.data.attributes.has_password;
  expect(await has()).toBe(false);
  const set = await member.patch('/v2/me', me({ password: 'a first and long password' }));
  expect([set.status, set.body.data.attributes.has_password, await has()]).toEqual([200, true, true]);
  const only = await member.get('/v2/me?fields[me]=has_password,role_name');
  expect(only.body.data.attributes).toEqual({ has_password: true, role_name: 'viewer' });
  expect(only.body.data.relationships).toBeUndefined();
});

test('role_name is the current name of the role', async () => {
  const id = await makeRole(owner, [], 'yesterday');
  const member = await app.member(owner, 'yesterday');
  const name = async () => (await member.get('/v2/me')).body.data.attributes.role_name;
  expect(await name()).toBe('yesterday');
  await owner.patch(`roles/${id}`, document('role', { name: 'today' }));
  expect(await name()).toBe('today');
});

test('users can change their own name, and the tenant sees it', async () => {
  const member = await app.member(owner, 'runtime');
  const { status, body } = await member.patch('/v2/me', me({ name: 'Grace' }));
  expect([status, body.data.attributes.name, body.data.attributes.email]).toEqual([
    200,
    'Grace',
    member.email,
  ]);
  expect((await owner.get(`users/${member.userId}`)).body.data.attributes.name).toBe('Grace');
  expect((await member.patch('/v2/me', me({ name: null }))).body.data.attributes.name).toBeNull();
  expect((await member.patch('/v2/me', me())).body.data.attributes.email).toBe(member.email);
});

test('a new email address replaces the old one immediately, in lower case', async () => {
  const member = await app.member(owner, 'viewer');
  const { status, body } = await member.patch('/v2/me', me({ email: 'New.Address@Acme.test' }));
  expect([status, body.data.attributes.email]).toEqual([200, 'new.address@acme.test']);
  expect((await member.get('/v2/me')).status).toBe(401);
  const moved = await app.request('GET', '/v2/me', basic(`new.address@acme.test:${member.apiKey}`));
  expect([moved.status, moved.body.data.id]).toEqual([200, member.userId]);
});

test('the email address of another user is rejected, even if they are in another tenant', async () => {
  const other = await app.tenant();
  for (const email of [other.email, other.email.toUpperCase()]) {
    const { status, body } = await owner.patch('/v2/me', me({ email }));
    expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
      409,
      'already_exists',
      { pointer: '/data/attributes/email' },
    ]);
  }
  expect((await owner.patch('/v2/me', me({ email: owner.email.toUpperCase() }))).status).toBe(200);
  expect((await owner.get('/v2/me')).body.data.attributes.email).toBe(owner.email);
});

test('email changes are limited to ten a day, as they reveal which addresses have an account', async () => {
  const [member, taken] = [await app.member(owner, 'viewer'), (await app.tenant()).email];
  const headers = (email: string) => basic(`${email}:${member.apiKey}`).headers;
  const change = (email: string, to: string) =>
    app.request('PATCH', '/v2/me', { headers: headers(email), body: me({ email: to }) });
  for (let turn = 0; turn < 9; turn += 1) expect((await change(member.email, taken)).status).toBe(409);
  expect((await change(member.email, 'moved-once@acme.test')).status).toBe(200);
  for (const to of [taken, 'free@acme.test']) {
    const refused = await change('moved-once@acme.test', to);
    expect([refused.status, refused.body.errors[0].code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(86_000);
  }
  expect((await change('moved-once@acme.test', 'MOVED-once@acme.test')).status).toBe(200);
  expect((await owner.patch('/v2/me', me({ email: taken }))).status).toBe(409);
});

test('when two users take the same email address at once, one of them gets it', async () => {
  const [one, two] = [await app.member(owner, 'viewer'), await app.member(owner, 'viewer')];
  const answers = await Promise.all(
    [one, two].map((caller) => caller.patch('/v2/me', me({ email: 'wanted@acme.test' }))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('users cannot change their own role, permissions or id', async () => {
  const member = await app.member(owner, 'viewer');
  for (const [body, status] of [
    [me({ permissions: ['tenants.users.edit'] }), 403],
    [document('me', {}, { role: { type: 'role', id: owner.userId } }), 403],
    [{ data: { type: 'me', id: owner.userId } }, 409],
    [document('user', { name: 'x' }), 409],
    [me({ email: 'nothing' }), 422],
    [me({ name: '' }), 422],
  ] as const) {
    expect((await member.patch('/v2/me', body)).status).toBe(status);
  }
  expect((await member.get('/v2/me')).headers['etag']).toMatch(/^"1-/);
});

test('two changes with the same If-Match do not overwrite each other', async () => {
  const member = await app.member(owner, 'viewer');
  const tag = (await member.get('/v2/me')).headers['etag']!;
  const rename = (name: string) => member.patch('/v2/me', me({ name }), { headers: { 'If-Match': tag } });
  const answers = await Promise.all([rename('A'), rename('B')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('a change at /v2/me is in the audit log of the API key’s tenant', async () => {
  const member = await app.member(owner, 'viewer');
  await member.patch('/v2/me', me({ name: 'Logged' }));
  const { body } = await owner.get(`audit-events?filter[resource]=${member.userId}&filter[action]=me.update`);
  expect(body.data).toMatchObject([{ attributes: { actor_id: member.userId, resource_type: 'user' } }]);
});
