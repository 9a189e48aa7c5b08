import { newPasswordLink } from '../../src/users/index.ts';
import { platformDb } from '../../src/db/index.ts';
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
import { accept } from '../support/people.ts';
import {
  basicOf,
  givePassword,
  hidden,
  PASSWORD,
  registerApp,
  requestToken,
  sendForm,
  signedInVisitor,
} from '../support/oauth.ts';

/**
 * Users belong to the platform, and any tenant can add anyone. A tenant must not get hold of a user's password, email
 * address or other tenants.
 */
let app: TestApp;
let victim: Caller;
let attacker: Caller;
beforeAll(async () => {
  app = await startApp();
  victim = await app.tenant('Victim');
  attacker = await app.tenant('Attacker');
});
afterAll(() => app.close());

const outcome = ({ status, body }: Answer) => [status, body?.errors?.[0].code ?? 'ok'];

/** Adds a user to a tenant, as its owner. @returns the user's ID */
async function add(by: Caller, email: string): Promise<string> {
  const roles = (await by.get('roles')).body.data;
  const viewer = roles.find((role: Answer['body']) => role.attributes.name === 'viewer').id;
  const related = { role: { type: 'role', id: viewer } };
  return (await by.post('users', document('user', { email }, related))).body.data.id as string;
}

/** Adds a user who accepts, and creates an API key for them. @returns the headers with that key */
async function addWithKey(
  by: Caller,
  email: string,
): Promise<{ userId: string; headers: { Authorization: string } }> {
  const userId = await accept(app, by.tenantId, await add(by, email));
  const key = await by.post('api-keys', document('api-key', {}, { user: { type: 'user', id: userId } }));
  return { userId, headers: basicOf(email, key.body.data.attributes.api_key) };
}

const change = (headers: { Authorization: string }, attributes: object) =>
  app.request('PATCH', '/v2/me', { headers, body: document('me', attributes) });

test('an API key made by someone else cannot change password or email, nor create one that can', async () => {
  const { userId, headers } = await addWithKey(attacker, victim.email);
  expect(userId).toBe(victim.userId);
  expect(outcome(await change(headers, { password: 'attackers password' }))).toEqual([
    403,
    'permission_missing',
  ]);
  expect(outcome(await change(headers, { email: 'mine@evil.test' }))).toEqual([403, 'permission_missing']);
  const roles = (await attacker.get('roles')).body.data;
  const admin = roles.find((role: Answer['body']) => role.attributes.name === 'admin').id;
  await attacker.patch(`users/${userId}`, document('user', undefined, { role: { type: 'role', id: admin } }));
  const own = await app.request('POST', `/v2/tenants/${attacker.tenantId}/api-keys`, {
    headers,
    body: document('api-key'),
  });
  expect(own.status).toBe(201);
  const second = basicOf(victim.email, own.body.data.attributes.api_key);
  expect(outcome(await change(second, { password: 'attackers password' }))).toEqual([
    403,
    'permission_missing',
  ]);
  expect((await victim.get('/v2/me')).status).toBe(200);
});

test('a user’s own API key can change the password, and create a key that can change the profile', async () => {
  expect(outcome(await change(basicOf(victim.email, victim.apiKey), { password: PASSWORD }))).toEqual([
    200,
    'ok',
  ]);
  const second = await victim.post('api-keys', document('api-key'));
  const headers = basicOf(victim.email, second.body.data.attributes.api_key);
  expect(outcome(await change(headers, { name: 'Vic' }))).toEqual([200, 'ok']);
});

test('an email address entered by a user grants nothing until the operator confirms it', async () => {
  const thief = await app.tenant();
  const address = 'future-owner@bank.test';
  expect(outcome(await change(basicOf(thief.email, thief.apiKey), { email: address }))).toEqual([200, 'ok']);
  await givePassword(app, thief);
  const bank = await app.tenant('Bank');
  await add(bank, address);
  const mine = await signedInVisitor(app, { email: address });
  const page = await mine.get('/login');
  expect(page.text).not.toContain(bank.tenantId);
  const answered = { form_token: hidden(page)['form_token']!, tenant: bank.tenantId, answer: 'accept' };
  await mine.post('/invitations', answered);
  const [member] = (await bank.get(`users?filter[email]=${address}`)).body.data;
  expect(member.attributes.accepted).toBe(false);
  const settings = { DATABASE_URL: app.databaseUrl, MASTER_KEY: TEST_MASTER_KEY };
  const another = ['user', 'create', '--tenant', victim.tenantId, '--email', address, '--role', 'viewer'];
  expect(await commandLine(another, settings)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('valetkey user confirm'),
  });
  await commandLine(['user', 'confirm', '--email', address], settings);
  expect((await mine.get('/login')).text).toContain(bank.tenantId);
});

test('an app gets no access to a user who has not accepted the tenant’s invitation', async () => {
  const trap = await app.tenant('Victim');
  await add(trap, victim.email);
  const someone = await signedInVisitor(app, victim);
  const trapping = await registerApp(trap, { automatic_consent: true, scopes: ['read.flows'] });
  const page = await someone.get(`/oauth2/auth?client_id=${trapping.client_id}&response_type=code`);
  expect([page.status, page.headers['location']]).toEqual([403, undefined]);
});

test('the password grant is rejected for such a user as well', async () => {
  const trap = await app.tenant();
  await add(trap, victim.email);
  const grabbing = await registerApp(trap, { grant_types: ['password'], scopes: ['read.flows'] });
  const answer = await requestToken(app, grabbing, {
    grant_type: 'password',
    username: victim.email,
    password: PASSWORD,
  });
  expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
});

test('setting a password invalidates all password links', async () => {
  const member = await app.member(victim, 'viewer');
  const db = platformDb(app.platform.services.database);
  const link = await newPasswordLink(db, member.userId, Date.now());
  await change(basicOf(member.email, member.apiKey), { password: PASSWORD });
  expect((await app.request('GET', `/password?token=${link}`)).status).toBe(400);
});

test('a flood of sign-ins locks nobody out: rejected requests are not counted', async () => {
  const member = await app.member(victim, 'viewer');
  await givePassword(app, member);
  const machine = await registerApp(victim, { grant_types: ['password'], scopes: ['read.flows'] });
  const fields = { grant_type: 'password', username: member.email, password: PASSWORD };
  const answers = await Promise.all(Array.from({ length: 40 }, () => requestToken(app, machine, fields)));
  for (const { status, body } of answers)
    expect(['200 ', '503 temporarily_unavailable']).toContain(`${status} ${body.error ?? ''}`);
  expect(await tablesOf(app)('sign_in_failures').whereNot({ source: 'address changes' })).toEqual([]);
});

test('a flood of sign-ins does not block other sources: each has its own queue', async () => {
  const [noisy, quiet] = [
    await registerApp(victim, { grant_types: ['password'], scopes: ['read.flows'] }),
    await registerApp(victim, { grant_types: ['password'], scopes: ['read.flows'] }),
  ];
  const guess = { grant_type: 'password', username: 'nobody@acme.test', password: 'nonsense' };
  const flood = Promise.all(Array.from({ length: 80 }, () => requestToken(app, noisy, guess)));
  const own = await requestToken(app, quiet, { ...guess, username: victim.email, password: PASSWORD });
  expect(own.status).toBe(200);
  const rejected = (await flood).filter(({ status }) => status === 503);
  expect(rejected.length).toBeGreaterThan(0);
});

test('only the invited user can answer an invitation', async () => {
  const host = await app.tenant('Host');
  const guest = await app.tenant();
  await givePassword(app, guest);
  await add(host, guest.email);
  const other = await signedInVisitor(app, victim);
  const form = hidden(await other.get('/login'));
  await other.post('/invitations', {
    form_token: form['form_token']!,
    tenant: host.tenantId,
    answer: 'accept',
  });
  const [member] = (await host.get(`users?filter[email]=${guest.email}`)).body.data;
  expect(member.attributes.accepted).toBe(false);
  const nobody = await sendForm(app, '/invitations', { tenant: host.tenantId, answer: 'accept' });
  expect(nobody.status).toBe(403);
});
