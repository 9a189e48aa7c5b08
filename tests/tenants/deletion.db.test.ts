import { randomUUID } from 'node:crypto';
import { TENANT_TABLES } from '../../src/db/index.ts';
import { secretReads, settle, tablesOf } from '../support/direct-database.ts';
import {
  document,
  makeClient,
  makeComponent,
  makeFlow,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { makeCredential, startConnection } from '../support/credentials.ts';
import { codeFor, givePassword, redeem, registerApp, sendForm } from '../support/oauth.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const pathOf = ({ tenantId }: Caller) => `/v2/tenants/${tenantId}`;

/** Counts a tenant's rows in every table with a tenant_id, according to the database and not a list. */
async function rowsOf({ tenantId }: Caller): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await settle(app);
  for (const table of await tablesWithTenant()) {
    const [row] = await tablesOf(app)(table).where({ tenant_id: tenantId }).count({ n: '*' });
    counts[table] = Number(row!['n']);
  }
  return counts;
}

async function tablesWithTenant(): Promise<string[]> {
  const sql = tablesOf(app);
  const names =
    globalThis.TEST_DATABASE === 'postgres'
      ? await sql('information_schema.columns')
          .where({ column_name: 'tenant_id', table_schema: 'public' })
          .pluck('table_name')
      : await sql('sqlite_master').where({ type: 'table' }).whereLike('sql', '%tenant_id%').pluck('name');
  return (names as string[]).sort();
}

/** A tenant with at least one row in every table. */
async function populatedTenant(): Promise<Caller> {
  const owner = await app.tenant();
  const [van, watch] = [
    await makeComponent(owner, PIZZA_VAN),
    await makeComponent(owner, STOPWATCH, 'global'),
  ];
  const idempotent = { headers: { 'Idempotency-Key': 'k1' } };
  await makeClient(owner, van);
  await owner.post('flows', document('flow', { name: 'x' }), idempotent);
  await makeFlow(owner, [van, watch], 'active');
  const credential = await makeCredential(owner, { url: 'https://third.example' });
  await startConnection(owner, credential);
  const node = { id: 'step_1', component_id: watch, credentials_id: credential };
  await owner.post('flows', document('flow', { name: 'y', graph: { nodes: [node], edges: [] } }));
  await owner.put(`components/${van}/env`, document('component-env', { vars: { A: 'b' } }));
  await app.member(owner, 'viewer');
  await owner.post('scopes', document('scope', { name: 'manage.vans', description: 'Drive vans' }));
  const client = await registerApp(owner, { scopes: ['read.vans', 'offline_access'] });
  await givePassword(app, owner);
  await redeem(app, client, await codeFor(app, owner, client));
  await sendForm(app, '/oauth2/par', { client_id: client.client_id, response_type: 'code' }, client.basic);
  const attributes = { name: 'Acme', grant_types: ['client_credentials'], token_url: 'https://acme.test/t' };
  await owner.post('providers', { data: { type: 'provider', id: 'acme', attributes } });
  const preset = { name: 'Acme', config_services: { webhook_event_verification: { type: 'github' } } };
  await owner.post('senders', { data: { type: 'sender', id: 'acme', attributes: preset } });
  await receiveEvent(owner, await makeFlow(owner, []));
  await includeBeforeMigration(owner);
  return owner;
}

/** Creates a flow with a global component that now requires a client, and keeps working without one. */
async function includeBeforeMigration(owner: Caller): Promise<void> {
  const maker = await app.tenant();
  const { useOAuthClient: _, ...credentials } = PIZZA_VAN.credentials;
  const legacy = await makeComponent(maker, { ...PIZZA_VAN, credentials }, 'global');
  await makeFlow(owner, [legacy]);
  const client = { client_id: 'a', client_secret: 'b' };
  await maker.post(`components/${legacy}/migrations`, document('component-migration', client));
}

/** Creates a webhook for two flows, a delivered event, and what else is stored about webhooks. */
async function receiveEvent(owner: Caller, flow: string): Promise<void> {
  const { tenantId, post } = owner;
  const additional_flows = [{ flow_id: await makeFlow(owner, []) }];
  const attributes = { name: 'w', authentication: 'oauth2', additional_flows };
  const made = await post('webhooks', document('webhook', attributes, { flow: { type: 'flow', id: flow } }));
  const webhook_id = made.body.data.id as string;
  await post(`webhooks/${webhook_id}/replays`, document('replay', { since: '2026-01-01T00:00:00Z' }));
  const of = { tenant_id: tenantId, id: randomUUID() };
  const now = Date.now();
  const counts = { attempts: 1, earlier_attempts: 0, received_at: now, updated_at: now };
  const event = { webhook_id: of.id, kind: 'event', body: '{}', body_is_base64: false, state: 'delivered' };
  await tablesOf(app)('webhook_events').insert({ ...of, ...event, ...counts });
  const delivery = { event_id: of.id, attempt: 1, state: 'succeeded', created_at: now, milliseconds: 1 };
  await tablesOf(app)('deliveries').insert({ ...of, ...delivery });
  await tablesOf(app)('webhook_rates').insert({ ...of, window_start: now, used: 1 });
  const rejected = { kind: 'event', code: 'unauthenticated', reason: 'x', method: 'POST', headers: '{}' };
  await tablesOf(app)('rejected_requests').insert({ ...of, webhook_id, ...rejected, received_at: now });
  const rejections = { webhook_id, hour: 1, rejected: 1, of_sender: 1 };
  await tablesOf(app)('rejection_hours').insert({ tenant_id: tenantId, ...rejections });
  const alert = { event: 'alert.test', details: '{}', state: 'sent', attempts: 1 };
  await tablesOf(app)('alerts').insert({ ...of, ...alert, created_at: now, updated_at: now });
  await tablesOf(app)('hourly_counts').insert({ tenant_id: tenantId, hour: 1, name: 'events', count: 1 });
}

test('deleting a tenant empties every table with a tenant_id', async () => {
  expect(await tablesWithTenant()).toEqual([...TENANT_TABLES].sort());
});

test('deleting a tenant deletes all its data and no data of other tenants', async () => {
  const [owner, other] = [await populatedTenant(), await populatedTenant()];
  const before = await rowsOf(other);
  for (const [table, rows] of Object.entries(await rowsOf(owner)))
    expect([table, rows > 0]).toEqual([table, true]);
  await owner.get('oauth-clients');
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
  expect(Object.values(await rowsOf(owner)).every((rows) => rows === 0)).toBe(true);
  expect(await tablesOf(app)('tenants').where({ id: owner.tenantId })).toEqual([]);
  expect(await rowsOf(other)).toEqual(before);
  const stranger = await owner.get(pathOf(owner));
  expect([stranger.status, stranger.body.errors[0].code]).toEqual([401, 'unauthenticated']);
});

test('unlogged secret reads are dropped with their tenant, and do not block those of others', async () => {
  const [owner, other] = [await populatedTenant(), await populatedTenant()];
  const read = async (by: Caller) => {
    const [client] = (await by.get('oauth-clients')).body.data;
    await by.get(`oauth-clients/${client.id}`);
    return client.id as string;
  };
  await read(owner);
  const client = await read(other);
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
  await app.platform.services.secretReads.close();
  expect((await rowsOf(owner))['audit_events']).toBe(0);
  expect(await secretReads(app, other, client)).toHaveLength(1);
});

test('a tenant is not deleted, even in part, while others use its global component', async () => {
  const [owner, other] = [await populatedTenant(), await app.tenant()];
  const component = await makeComponent(owner, STOPWATCH, 'global');
  const flow = await makeFlow(other, [component]);
  const before = await rowsOf(owner);
  const { status, body, text } = await owner.delete(pathOf(owner));
  expect([status, body.errors[0].code]).toEqual([409, 'component_in_use']);
  expect(text).not.toContain(flow);
  expect(text).not.toContain(other.tenantId);
  expect(await rowsOf(owner)).toEqual(before);
  await other.delete(`flows/${flow}`);
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
});

test('deleting a tenant orphans others’ clients of its components and deletes their variables', async () => {
  const [owner, other] = [await populatedTenant(), await app.tenant()];
  const component = await makeComponent(owner, PIZZA_VAN, 'global');
  const client = await makeClient(other, component);
  await other.put(`components/${component}/env`, document('component-env', { vars: { A: 'b' } }));
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
  const { body } = await other.get(`oauth-clients/${client}`);
  expect(body.data.attributes.status).toBe('orphaned');
  expect(await rowsOf(other)).toMatchObject({
    component_envs: 0,
    component_activations: 0,
    oauth_clients: 1,
  });
  expect((await other.delete(`oauth-clients/${client}`)).status).toBe(204);
});

test('users of a deleted tenant keep their memberships in other tenants', async () => {
  const owner = await app.tenant();
  const { body } = await owner.post('/v2/tenants', document('tenant', { name: 'Branch' }));
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
  const memberships = await tablesOf(app)('memberships').where({ tenant_id: body.data.id });
  expect(memberships.map(({ user_id }) => user_id)).toEqual([owner.userId]);
});

test('when a global component is first used while its tenant is deleted, one of the two fails', async () => {
  const other = await app.tenant();
  for (let round = 0; round < 16; round += 1) {
    const owner = await app.tenant();
    const component = await makeComponent(owner, STOPWATCH, 'global');
    const graph = { nodes: [{ id: 'a', component_id: component }], edges: [] };
    const include = () => other.post('flows', document('flow', { name: 'x', graph }));
    const remove = () => owner.delete(pathOf(owner));
    const answers = await Promise.all(round % 2 === 0 ? [include(), remove()] : [remove(), include()]);
    const made = answers.some(({ status }) => status === 201);
    const deleted = answers.some(({ status }) => status === 204);
    expect(made).toBe(!deleted);
    expect((await other.get(`components/${component}`)).status).toBe(deleted ? 404 : 200);
  }
});

test('writes to a tenant while it is being deleted leave nothing behind', async () => {
  for (let round = 0; round < 12; round += 1) {
    const owner = await app.tenant();
    const writes = () =>
      Array.from({ length: 4 }, (_, n) =>
        n % 2 === 0
          ? owner.post('flows', document('flow', { name: 'x' }))
          : owner.post('components', document('component', { descriptor: STOPWATCH })),
      );
    const remove = () => owner.delete(pathOf(owner));
    const answers = await Promise.all(round % 2 === 0 ? [...writes(), remove()] : [remove(), ...writes()]);
    for (const { status } of answers) expect([201, 204, 401, 404, 409]).toContain(status);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(Object.values(await rowsOf(owner)).every((rows) => rows === 0)).toBe(true);
  }
});
