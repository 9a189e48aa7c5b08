import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const define = (name: string, description = 'What it says', by = owner) =>
  by.post('scopes', document('scope', { name, description }));
const outcome = ({ status, body }: Answer) => [status, body?.errors?.[0].code ?? 'ok'];

test('built-in scopes are listed: four verbs and manage for each resource', async () => {
  const { body } = await owner.get('scopes?filter[built_in]=true&page[size]=200');
  const names = body.data.map(({ id }: { id: string }) => id);
  expect(names).toEqual(expect.arrayContaining(['apps.webhook:execute', 'offline_access']));
  for (const resource of ['flows', 'credentials', 'oauth_clients', 'components', 'users'])
    for (const verb of ['read', 'create', 'update', 'delete', 'manage'])
      expect(names).toContain(`${verb}.${resource}`);
  // Not available as scopes: a created tenant comes with a key for all of it, and secrets are for runtimes.
  for (const none of ['create.tenants', 'get_secret.oauth_clients', 'use.credentials', 'create.audit_events'])
    expect(names).not.toContain(none);
});

test('a tenant defines its own scopes, whose names are their IDs', async () => {
  const made = await define('manage.projects', 'All about projects');
  expect([made.status, made.headers['location']]).toEqual([
    201,
    `/v2/tenants/${owner.tenantId}/scopes/manage.projects`,
  ]);
  const found = await owner.get('scopes/manage.projects');
  expect(found.body.data).toMatchObject({
    id: 'manage.projects',
    attributes: { name: 'manage.projects', description: 'All about projects', built_in: false },
  });
  const changed = await owner.patch(
    'scopes/manage.projects',
    document('scope', { description: 'Everything about projects' }),
  );
  expect(changed.body.data.attributes.description).toBe('Everything about projects');
  const { body } = await owner.get('scopes?filter[built_in]=false');
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['manage.projects']);
});

test('scopes of another tenant are not found, and can have the same names', async () => {
  const other = await app.tenant();
  expect(outcome(await other.get('scopes/manage.projects'))).toEqual([404, 'not_found']);
  expect(outcome(await define('manage.projects', 'Ours', other))).toEqual([201, 'ok']);
});

test.each([
  ['a name with a space', 'read projects', 422, 'validation_failed'],
  ['a name with a comma, the separator of the API-key dialect', 'read,projects', 422, 'validation_failed'],
  ['a name with a quote', "read'projects", 422, 'validation_failed'],
  ['an empty name', '', 422, 'validation_failed'],
  ['a name with a slash', 'read/projects', 422, 'validation_failed'],
  ['a name for acting as a user', 'user:7', 422, 'validation_failed'],
  ['the name of a built-in scope', 'read.flows', 409, 'already_exists'],
  ['a name that is taken', 'manage.projects', 409, 'already_exists'],
])('%s is refused', async (_what, name, status, code) => {
  const answer = await define(name);
  expect(outcome(answer)).toEqual([status, code]);
  expect(answer.body.errors[0].source.pointer).toBe('/data/attributes/name');
});

test('built-in scopes cannot be changed or deleted', async () => {
  const changed = await owner.patch(
    'scopes/read.flows',
    document('scope', { description: 'Nothing at all' }),
  );
  expect(outcome(changed)).toEqual([409, 'scope_built_in']);
  expect(outcome(await owner.delete('scopes/read.flows'))).toEqual([409, 'scope_built_in']);
});

test('manage.x also defines its four verbs, and cannot be deleted while an app has one', async () => {
  const client = await owner.post('oauth-apps', document('oauth-app', { scopes: ['read.projects'] }));
  expect(client.status).toBe(201);
  expect(outcome(await owner.delete('scopes/manage.projects'))).toEqual([409, 'scope_in_use']);
  await owner.patch(`oauth-apps/${client.body.data.id}`, document('oauth-app', { scopes: [] }));
  expect((await owner.delete('scopes/manage.projects')).status).toBe(204);
  expect(outcome(await owner.get('scopes/manage.projects'))).toEqual([404, 'not_found']);
  const again = await owner.post('oauth-apps', document('oauth-app', { scopes: ['read.projects'] }));
  expect([...outcome(again), again.body.errors[0].source.pointer]).toEqual([
    422,
    'validation_failed',
    '/data/attributes/scopes/0',
  ]);
});

test('an app that is created while its scope is deleted either keeps the scope or is refused', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const name = `read.race${turn}`;
    await define(name);
    const [made, deleted] = await Promise.all([
      owner.post('oauth-apps', document('oauth-app', { scopes: [name] })),
      owner.delete(`scopes/${name}`),
    ]);
    const there = (await owner.get(`scopes/${name}`)).status === 200;
    expect([turn, made.status === 201, deleted.status === 204, there]).toEqual([turn, there, !there, there]);
  }
});

test('an unknown or invalid name is not found', async () => {
  for (const name of ['nothing', 'a%20b', '%2e%2e', "'", 'read.flows%00'])
    expect((await owner.get(`scopes/${name}`)).status).toBe(404);
});
