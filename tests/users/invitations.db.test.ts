import {
  document,
  startApp,
  TEST_MASTER_KEY,
  type Answer,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { commandLine } from '../support/command-line.ts';
import { givePassword, hidden, PASSWORD, signedInVisitor, visitor, type Visitor } from '../support/oauth.ts';
import { accept, roleNamed } from '../support/people.ts';

let app: TestApp;
let owner: Caller;
let role: { type: string; id: string };
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant('Host');
  role = { type: 'role', id: await roleNamed(owner, 'viewer') };
});
afterAll(() => app.close());

let people = 0;
const stranger = () => `stranger${(people += 1)}@example.test`;

/** Creates email addresses that differ only in what the server knows about them. */
const ADDRESSES: Record<string, () => Promise<string>> = {
  'without an account': async () => stranger(),
  'of an account': async () => (await app.tenant()).email,
  'of an account with a name and a password': async () => {
    const one = await app.tenant();
    await one.patch('/v2/me', document('me', { name: 'A name of their own' }));
    await givePassword(app, one);
    return one.email;
  },
  'that a user has entered': async () => {
    const email = stranger();
    await (await app.tenant()).patch('/v2/me', document('me', { email }));
    return email;
  },
  'that another tenant has invited': async () => {
    const other = await app.tenant();
    const email = stranger();
    await invite(email, other);
    return email;
  },
  'that has declined an invitation': async () => {
    const one = await app.tenant();
    await givePassword(app, one);
    await invite(one.email);
    await answer(await signedInVisitor(app, one), 'decline');
    return one.email;
  },
};

async function invite(email: string, by: Caller = owner, name = 'As entered'): Promise<Answer> {
  const id = by === owner ? role.id : await roleNamed(by, 'viewer');
  return by.post('users', document('user', { email, name }, { role: { type: 'role', id } }));
}

async function answer(by: Visitor, what: 'accept' | 'decline', tenant = owner): Promise<Answer> {
  const { form_token = '' } = hidden(await by.get('/login'));
  return by.post('/invitations', { form_token, tenant: tenant.tenantId, answer: what });
}

async function linkFor(email: string): Promise<string> {
  const { stdout } = await commandLine(['user', 'password-link', '--email', email, '--json'], {
    DATABASE_URL: app.databaseUrl,
    MASTER_KEY: TEST_MASTER_KEY,
    PUBLIC_URL: 'https://valetkey.example',
  });
  return new URL(JSON.parse(stdout).password_link).href.replace('https://valetkey.example', '');
}

/** All that a tenant sees of an address, without what differs between any two requests. */
async function seenOf(email: string): Promise<string> {
  const start = Date.now();
  const made = await invite(email);
  const id = made.body.data.id as string;
  // A UUIDv7 starts with the time of its creation (RFC 9562, 5.7).
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(start);
  const user = { type: 'user', id };
  const answers = [
    made,
    await invite(email.toUpperCase()),
    await owner.get(`users/${id}`),
    await owner.get(`users?filter[email]=${email}`),
    await owner.get(`users?filter[search]=${email}&sort=email`),
    await owner.get(`users?filter[search]=${email}&sort=name`),
    await owner.get(`audit-events?filter[resource]=${id}`),
    await owner.post('api-keys', document('api-key', {}, { user })),
    await owner.patch(`users/${id}`, document('user', { active: false })),
    await owner.get(`users/${id}`),
    await owner.delete(`users/${id}`),
    await owner.get(`users/${id}`),
    await owner.delete(`users/${id}`),
    await invite(email),
  ];
  const again = answers.at(-1)!.body.data.id as string;
  await owner.delete(`users/${again}`);
  return answers
    .map(({ status, headers, body }) => [status, Object.keys(headers).sort(), JSON.stringify(body)].join(' '))
    .join('\n')
    .replaceAll(new RegExp(email, 'gi'), 'ADDRESS')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

test.each(Object.keys(ADDRESSES).slice(1))(
  'a tenant cannot tell an address without an account from one %s',
  async (kind) => {
    const [nobody, somebody] = [
      await seenOf(await ADDRESSES['without an account']!()),
      await seenOf(await ADDRESSES[kind]!()),
    ];
    expect(somebody).toBe(nobody);
    expect(nobody).toContain('"accepted":false');
    expect(nobody).toContain('"name":"As entered"');
  },
);

test('an invited address has a different id in each tenant until the user accepts', async () => {
  const [other, email] = [await app.tenant(), stranger()];
  const [here, there] = [(await invite(email)).body.data.id, (await invite(email, other)).body.data.id];
  expect(here).not.toBe(there);
  const ids = [await accept(app, owner.tenantId, here), await accept(app, other.tenantId, there)];
  expect(ids[0]).toBe(ids[1]);
});

test('a user without an account sets a password with the operator’s link, signs in and accepts', async () => {
  const email = stranger();
  const { id } = (await invite(email)).body.data;
  const mine = visitor(app);
  const page = await mine.get(await linkFor(email));
  expect(page.text).toContain(email);
  expect(
    (await mine.post('/password', { ...hidden(page), password: PASSWORD, again: PASSWORD })).status,
  ).toBe(200);
  await mine.signIn(await mine.get('/login'), email);
  expect((await mine.get('/login')).text).toContain(owner.tenantId);
  await answer(mine, 'accept');
  const [member] = (await owner.get(`users?filter[email]=${email}`)).body.data;
  expect(member.attributes).toMatchObject({ email, name: 'As entered', accepted: true });
  expect((await owner.get(`users/${id}`)).body.data).toEqual(member);
  const user = { type: 'user', id: member.id };
  expect((await owner.post('api-keys', document('api-key', {}, { user }))).status).toBe(201);
});

test('a user with an account signs in and accepts; only then does the tenant see their name', async () => {
  const guest = await app.tenant();
  await guest.patch('/v2/me', document('me', { name: 'Their own' }));
  await givePassword(app, guest);
  const invited = (await invite(guest.email)).body.data;
  await answer(await signedInVisitor(app, guest), 'accept');
  const { body, headers } = await owner.get(`users/${guest.userId}`);
  expect(body.data.attributes).toMatchObject({ name: 'Their own', accepted: true });
  expect(body.data.attributes.created_at).toBe(invited.attributes.created_at);
  expect(headers['etag']).toMatch(/^"2-/);
  // The ID of the invitation still leads to the member.
  const changed = await owner.patch(`users/${invited.id}`, document('user', { active: false }));
  expect([changed.status, changed.body.data.id]).toEqual([200, guest.userId]);
  expect((await owner.delete(`users/${invited.id}`)).status).toBe(204);
  expect((await owner.get(`users/${guest.userId}`)).status).toBe(404);
  expect((await guest.get('/v2/me')).status).toBe(200);
});

test('accepting an invitation ten times at once creates one member', async () => {
  const guest = await app.tenant();
  await givePassword(app, guest);
  await invite(guest.email);
  const mine = await signedInVisitor(app, guest);
  const answers = await Promise.all(Array.from({ length: 10 }, () => answer(mine, 'accept')));
  for (const { status } of answers) expect(status).toBe(303);
  const { data } = (await owner.get(`users?filter[email]=${guest.email}`)).body;
  expect(data.map(({ id }: { id: string }) => id)).toEqual([guest.userId]);
});

test('an invitation that is declined, removed or of a deleted tenant leaves nothing behind', async () => {
  const [guest, other] = [await app.tenant(), await app.tenant()];
  await givePassword(app, guest);
  await invite(guest.email);
  await answer(await signedInVisitor(app, guest), 'decline');
  const removed = (await invite(stranger())).body.data.id;
  await owner.delete(`users/${removed}`);
  await invite(guest.email, other);
  expect((await other.delete(`/v2/tenants/${other.tenantId}`)).status).toBe(204);
  const left = await tablesOf(app)('users').whereIn('invited_to', [owner.tenantId, other.tenantId]);
  expect(left).toEqual([]);
  expect((await guest.get('/v2/me')).status).toBe(200);
});

test('an invited user who became a member in another way is still only one member after accepting', async () => {
  const guest = await app.tenant();
  await givePassword(app, guest);
  await invite(guest.email);
  const member = { tenant_id: owner.tenantId, user_id: guest.userId, role_id: role.id, active: true };
  await tablesOf(app)('memberships').insert({ ...member, version: 1, created_at: 1, updated_at: 1 });
  await answer(await signedInVisitor(app, guest), 'accept');
  const { data } = (await owner.get(`users?filter[email]=${guest.email}`)).body;
  expect(data.map(({ id }: { id: string }) => id)).toEqual([guest.userId]);
});

test('an invitation from before there were placeholders can still be accepted', async () => {
  const guest = await app.tenant();
  await givePassword(app, guest);
  const member = { tenant_id: owner.tenantId, user_id: guest.userId, role_id: role.id, active: true };
  const stamps = { version: 1, created_at: 1, updated_at: 1 };
  await tablesOf(app)('memberships').insert({ ...member, ...stamps, accepted: false });
  await answer(await signedInVisitor(app, guest), 'accept');
  expect((await owner.get(`users/${guest.userId}`)).body.data.attributes.accepted).toBe(true);
});
