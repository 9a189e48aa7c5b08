import { document, startApp, type Answer, type Caller, type TestApp } from '../../support/app.ts';
import { makeCredential } from '../../support/credentials.ts';
import { dumpTables } from '../../support/table-dump.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const THIRD = { url: 'https://third.example' };
const MAPPER = { user_id_mapper: { type: 'jsonata', expression: 'userinfo.email' } };

const tryOn = (id: string, attributes: object, by = owner): Promise<Answer> =>
  by.post(`credentials/${id}/tests`, document('credential-test', attributes));

test('a test returns the user ID found in a sample, or why it found none, and stores nothing', async () => {
  const id = await makeCredential(owner, THIRD, { config_services: MAPPER });
  const before = await dumpTables(app);
  const found = await tryOn(id, { userinfo: { email: 'kim@example.com' } });
  expect(found.status).toBe(200);
  expect(found.body.data.attributes).toEqual({ user_id: 'kim@example.com', reason: null });
  expect(found.body.data.relationships.credential.data).toEqual({ type: 'credential', id });
  const none = await tryOn(id, { token: { email: 'kim@example.com' } });
  expect(none.body.data.attributes).toMatchObject({
    user_id: null,
    reason: expect.stringContaining('The user ID mapper service failed: '),
  });
  expect(await dumpTables(app)).toEqual(before);
});

test('a test can use another expression, which sees no secrets', async () => {
  const id = await makeCredential(owner, THIRD);
  const without = await tryOn(id, { token: { sub: 'x' } });
  expect([without.status, without.body.errors[0].source.pointer]).toEqual([422, '/data/attributes']);
  const sample = { token: { sub: 7, access_token: 'secret' }, id_token: { sub: 'claims' } };
  const idOf = async (expression: string) =>
    (await tryOn(id, { ...sample, expression })).body.data.attributes.user_id;
  expect(await idOf('token.sub')).toBe('7');
  expect(await idOf('id_token.sub')).toBe('claims');
  expect(await idOf('token.access_token')).toBeNull();
  const broken = await tryOn(id, { ...sample, expression: '{' });
  expect(broken.body.data.attributes.reason).toEqual(expect.any(String));
});

test('a test requires permission to change credentials of the tenant', async () => {
  const id = await makeCredential(owner, THIRD, { config_services: MAPPER });
  const viewer = await app.member(owner, 'viewer');
  const stranger = await app.tenant();
  expect((await tryOn(id, {}, viewer)).status).toBe(403);
  expect((await tryOn(id, {}, stranger)).status).toBe(404);
});
