import { tablesOf } from '../support/direct-database.ts';
import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  startApp,
  type Caller,
  type TestApp,
} from '../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(() => app.close());

const URIS = { auth_uri: 'https://pizzavan.example/authorize', token_uri: 'https://pizzavan.example/token' };
/** Does not declare its variables. */
const LEGACY = {
  title: 'Pizza Van',
  credentials: {
    fields: { oauth: { viewClass: 'OAuthFieldView' } },
    oauth2: { client_id: '{{VAN_KEY}}', client_secret: '{{VAN_SECRET}}', ...URIS },
  },
};
const OLD = { VAN_KEY: 'old-id', VAN_SECRET: 'old-secret', REGION: 'eu' };

const migrate = (id: string, attributes: object = {}, by = owner) =>
  by.post(`components/${id}/migrations`, document('component-migration', attributes));
const store = (id: string, by: Caller, vars: object = OLD) =>
  by.put(`components/${id}/env`, document('component-env', { vars }));
const varsOf = async (id: string, by: Caller) =>
  (await by.get(`components/${id}/env`)).body.data?.attributes.vars as Record<string, string> | undefined;
const component = async (id: string, by: Caller) => (await by.get(`components/${id}`)).body.data?.attributes;

test('one request with a client migrates a legacy component that a flow uses', async () => {
  const id = await makeComponent(owner, LEGACY);
  await store(id, owner);
  const flow = await makeFlow(owner, [id], 'active');
  const { status, body } = await migrate(id, { client_id: 'new-id', client_secret: 'new-secret' });
  expect(status).toBe(200);
  expect(body.data.attributes).toEqual({
    client: 'given',
    changes: [{ pointer: '/credentials/useOAuthClient', value: true }],
    carried_over: 0,
  });
  expect(await varsOf(id, owner)).toEqual({ VAN_KEY: 'new-id', VAN_SECRET: 'new-secret', REGION: 'eu' });
  expect(await component(id, owner)).toMatchObject({
    uses_oauth_client: true,
    usable: true,
    descriptor: { credentials: { useOAuthClient: true } },
  });
  // From now on, the flow needs the client.
  const client = body.data.relationships.oauth_client.data.id;
  expect((await owner.delete(`oauth-clients/${client}`)).body.errors[0].code).toBe('oauth_client_in_use');
  await expect(tablesOf(app)('component_activations').where({ component_id: id }).delete()).rejects.toThrow(
    /foreign key/i,
  );
  await owner.delete(`flows/${flow}`);
  expect((await owner.delete(`oauth-clients/${client}`)).status).toBe(204);
});

test('without a client in the request, one is created from the stored variables', async () => {
  const id = await makeComponent(owner, LEGACY);
  await store(id, owner);
  await makeFlow(owner, [id]);
  expect((await migrate(id)).body.data.attributes.client).toBe('variables');
  const { client_id, client_secret } = (await owner.get(`components/${id}/oauth-client`)).body.data
    .attributes;
  expect([client_id, client_secret]).toEqual(['old-id', 'old-secret']);
  // A second migration changes nothing and keeps the client.
  expect((await migrate(id)).body.data.attributes).toMatchObject({ client: 'existing', changes: [] });
});

// The caller chooses where the secret is sent.
test('using stored variables requires permission to read the secret', async () => {
  const id = await makeComponent(owner, LEGACY);
  await store(id, owner);
  await makeFlow(owner, [id]);
  const developer = await app.member(owner, 'developer');
  const refused = await migrate(id, {}, developer);
  expect([refused.status, refused.body.errors[0].code]).toEqual([403, 'permission_missing']);
  expect((await component(id, owner)).uses_oauth_client).toBe(false);
  const given = await migrate(id, { client_id: 'a', client_secret: 'b' }, developer);
  expect(given.status).toBe(200);
});

test('without a client or stored variables, a component in a flow of its tenant is unchanged', async () => {
  const id = await makeComponent(owner, LEGACY);
  const flow = await makeFlow(owner, [id]);
  const { status, body } = await migrate(id);
  expect([status, body.errors[0].code]).toEqual([422, 'validation_failed']);
  expect(body.errors[0].detail).toContain('VAN_KEY and VAN_SECRET');
  expect(await component(id, owner)).toMatchObject({ uses_oauth_client: false, descriptor: LEGACY });
  expect((await owner.get('oauth-clients')).body.meta.total).toBe(0);
  await owner.delete(`flows/${flow}`);
  expect((await migrate(id)).body.data.attributes.client).toBe('none');
  expect((await component(id, owner)).usable).toBe(false);
});

test('flows of another tenant keep their stored variables until that tenant has a client', async () => {
  const id = await makeComponent(owner, LEGACY, 'global');
  const [other, bystander] = [await app.tenant('Other'), await app.tenant('Bystander')];
  await store(id, other, { ...OLD, VAN_KEY: 'theirs' });
  const flow = await makeFlow(other, [id], 'active');
  const { body, text } = await migrate(id, { client_id: 'ours', client_secret: 'ours' });
  expect(body.data.attributes.carried_over).toBe(1);
  expect(text).not.toContain(other.tenantId);

  expect(await varsOf(id, other)).toEqual({ ...OLD, VAN_KEY: 'theirs' });
  expect((await component(id, other)).usable).toBe(true);
  const listed = (await other.get('components?filter[usable]=true&filter[access]=global')).body.data;
  expect(listed.map((found: { id: string }) => found.id)).toContain(id);
  const graph = {
    nodes: [
      { id: 'a', component_id: id },
      { id: 'b', component_id: id },
    ],
    edges: [],
  };
  expect((await other.patch(`flows/${flow}`, document('flow', { graph }))).status).toBe(200);

  // A tenant that has no flow with it needs a client, as for every global component.
  const viewer = await app.member(bystander, 'viewer');
  expect((await viewer.get(`components/${id}`)).status).toBe(404);
  expect((await bystander.get(`components/${id}/env`)).body.errors[0].code).toBe('oauth_client_required');

  const client = await makeClient(other, id);
  expect((await varsOf(id, other))?.['VAN_KEY']).not.toBe('theirs');
  expect((await other.delete(`oauth-clients/${client}`)).body.errors[0].code).toBe('oauth_client_in_use');
  await other.delete(`flows/${flow}`);
  expect((await other.delete(`oauth-clients/${client}`)).status).toBe(204);
  expect((await component(id, other)).usable).toBe(false);
});

test('a component that stops requiring a client forgets which tenants were carried over', async () => {
  const id = await makeComponent(owner, LEGACY, 'global');
  const other = await app.tenant();
  const flow = await makeFlow(other, [id]);
  await migrate(id, { client_id: 'a', client_secret: 'b' });
  const patched = await owner.patch(`components/${id}`, document('component', { descriptor: LEGACY }));
  expect(patched.status).toBe(200);
  await other.delete(`flows/${flow}`);
  expect((await migrate(id)).body.data.attributes.carried_over).toBe(0);
  expect((await component(id, other)).usable).toBe(false);
});

test('a rejected change explains how to migrate, and counts flows in correct English', async () => {
  const id = await makeComponent(owner, LEGACY);
  await makeFlow(owner, [id]);
  const descriptor = { ...LEGACY, useOAuthClient: true };
  const { body } = await owner.patch(`components/${id}`, document('component', { descriptor }));
  expect(body.errors[0].code).toBe('component_in_use');
  expect(body.errors[0].detail).toContain('1 flow includes it without one');
  expect(body.errors[0].detail).toContain(`components/${id}/migrations`);
});

test.each<[string, object, string]>([
  ['a client_id without a secret', { client_id: 'a' }, 'validation_failed'],
  ['text that is not JSON', { text: '{', client_id: 'a', client_secret: 'b' }, 'descriptor_invalid'],
  ['a file without OAuth', { text: '{"title":"x"}' }, 'component_without_oauth'],
  ['a file without its URIs', { text: '{"env":["A_KEY","A_SECRET"]}' }, 'validation_failed'],
  ['two pairs', { text: '{"env":["A_KEY","A_SECRET","B_KEY","B_SECRET"]}', ...URIS }, 'descriptor_invalid'],
])('%s is rejected, and nothing changes', async (_, attributes, code) => {
  const id = await makeComponent(owner, LEGACY);
  const { status, body } = await migrate(id, attributes);
  expect([status, body.errors[0].code]).toEqual([422, code]);
  expect((await component(id, owner)).uses_oauth_client).toBe(false);
});

test('an existing client is not replaced, and another tenant gets a 404', async () => {
  const id = await makeComponent(owner, LEGACY, 'global');
  await migrate(id, { client_id: 'a', client_secret: 'b' });
  expect((await migrate(id, { client_id: 'c', client_secret: 'd' })).body.errors[0].code).toBe(
    'oauth_client_exists',
  );
  expect((await migrate(id, {}, await app.tenant())).status).toBe(404);
});

test('variables choose the pair of the client', async () => {
  const id = await makeComponent(owner, { env: ['A_KEY', 'A_SECRET', 'B_KEY', 'B_SECRET'], title: 'Two' });
  await store(id, owner, { A_KEY: '1', A_SECRET: '2', B_KEY: '3', B_SECRET: '4' });
  const variables = { client_id: 'B_KEY', client_secret: 'B_SECRET' };
  expect((await migrate(id, { ...URIS, variables })).body.data.attributes.client).toBe('variables');
  expect((await owner.get(`components/${id}/oauth-client`)).body.data.attributes.client_id).toBe('3');
});
