import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import { secretReads, tablesOf } from '../../support/direct-database.ts';
import { closeProviders, connected, LOOPBACK_ALLOWED, provider, tokenOf } from '../../support/credentials.ts';

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

test('every issued token is in the audit log, and no table, log or list contains the token', async () => {
  const at = await provider({ extra: { note: 'extra-canary' } });
  const runtime = await app.member(owner, 'runtime');
  const id = await connected(app, owner, at);
  await tokenOf(runtime, id);
  await runtime.get(`/v2/workspaces/${owner.tenantId}/secrets/${id}`);
  const seen = await secretReads(app, owner, id);
  expect(seen.map(({ action, actor_id }) => [action, actor_id])).toEqual([
    ['credentials.get_token', runtime.userId],
    ['credentials.get_token', runtime.userId],
  ]);
  const tables = ['credentials', 'connections', 'connection_attempts', 'audit_events', 'idempotency_keys'];
  for (const table of tables)
    expect(JSON.stringify(await tablesOf(app)(table))).not.toMatch(/access-1|refresh-1-|extra-canary|s3cret/);
  expect(app.logged()).not.toMatch(/access-1"|refresh-1-|extra-canary|s3cret|code_verifier=/);
  const list = await owner.get('credentials?page[size]=200');
  expect(list.text).not.toMatch(/access-1|refresh-|s3cret/);
});

test('a GET with the ETag of an unchanged token returns 304', async () => {
  const id = await connected(app, owner, await provider());
  const secret = `/v2/workspaces/${owner.tenantId}/secrets/${id}`;
  const { headers } = await owner.get(secret);
  const again = await owner.get(secret, { headers: { 'If-None-Match': headers['etag']! } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('a user who may view credentials but not use them gets no token', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  const viewer = await app.member(owner, 'viewer');
  expect((await viewer.get(`credentials/${id}`)).status).toBe(200);
  for (const path of [`credentials/${id}/tokens`, `credentials/${id}/refreshes`])
    expect((await viewer.post(path)).body.errors[0].meta.permission).toBe('tenants.credentials.use');
});

test('a refresh token nested in the token response is not returned with the token', async () => {
  const authed_user = { id: 'U1', refresh_token: 'refresh-of-the-user', 'Refresh-Token': 'refresh-again' };
  const id = await connected(app, owner, await provider({ extra: { authed_user } }));
  const { text, body } = await tokenOf(owner, id);
  expect(body.data.attributes.extra).toEqual({ authed_user: { id: 'U1' } });
  expect(text).not.toContain('refresh-');
});

test('the prepared token response is identical to the general one, member by member', async () => {
  const at = await provider({ scope: 'read', extra: { a: { b: [1, '"'] } } });
  const id = await connected(app, owner, at);
  const prepared = await tokenOf(owner, id);
  const members =
    'access_token,token_type,expires_at,expires_in,scopes,base_uri,account,external_user_id,extra,credential';
  const general = await owner.post(`credentials/${id}/tokens?fields[token]=${members}`);
  const comparable = ({ data, jsonapi }: { data: { attributes: object }; jsonapi: object }) => ({
    jsonapi,
    data: { ...data, attributes: { ...data.attributes, expires_in: 0 } },
  });
  expect(comparable(prepared.body)).toEqual(comparable(general.body));
  expect(Object.keys(prepared.body.data.attributes)).toEqual(Object.keys(general.body.data.attributes));
});
