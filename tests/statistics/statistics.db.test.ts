import { startApp, makeClient, makeComponent, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  age,
  closeProviders,
  connected,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../support/credentials.ts';
import { eventIn, FROM_GITHUB, makeWebhook, sendSigned, startFlowTarget } from '../support/webhooks.ts';
import { deleteOldCounts, hourOf } from '../../src/statistics/index.ts';
import { platformDb } from '../../src/db/index.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
beforeEach(async () => {
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

async function statistics(by = owner) {
  await app.platform.services.counts.flush();
  return (await by.get('statistics')).body.data.attributes;
}

test('a new tenant has 24 hours of zeros, up to the current hour', async () => {
  const { connections, hours, ...rest } = await statistics();
  expect(connections).toEqual({ connected: 0, pending: 0, needs_reauthorization: 0, error: 0 });
  expect(rest).toEqual({
    attention: [],
    orphaned_oauth_clients: 0,
    flows: { active: 0, draft: 0, stopped: 0 },
    webhooks: { on: 0, off: 0, failing: 0 },
  });
  expect(hours).toHaveLength(24);
  expect(Date.now() - Date.parse(hours[23].hour)).toBeLessThan(2 * 3_600_000);
  expect(Date.parse(hours[23].hour) - Date.parse(hours[0].hour)).toBe(23 * 3_600_000);
  expect(hours[23]).toMatchObject({ events: 0, hand_outs: 0, refreshes_succeeded: 0 });
});

test('events and deliveries are counted, and only for their own tenant', async () => {
  const target = await startFlowTarget();
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const { body } = await sendSigned(app, webhook, '{}');
  await eventIn(owner, body.id, 'delivered');
  await sendSigned(app, webhook, '{}');
  const { webhooks, flows, hours } = await statistics();
  expect([webhooks, flows.active]).toEqual([{ on: 1, off: 0, failing: 0 }, 1]);
  expect(hours[23]).toMatchObject({ events: 2, deliveries_succeeded: 1, deliveries_failed: 0 });
  expect((await statistics(await app.tenant())).hours[23]).toMatchObject({ events: 0 });
  await target.close();
});

test('issued tokens and refreshes are counted', async () => {
  const at = await provider();
  const id = await connected(app, owner, at);
  await tokenOf(owner, id);
  await age(app, id, 86_400_000);
  await tokenOf(owner, id);
  await app.platform.services.secretReads.close();
  const { connections, hours } = await statistics();
  expect(connections.connected).toBe(1);
  expect(hours[23]).toMatchObject({ hand_outs: 2, refreshes_succeeded: 1, refreshes_failed: 0 });
});

test('OAuth clients of a deleted component are counted as orphaned', async () => {
  const component = await makeComponent(owner);
  await makeClient(owner, component);
  expect((await statistics()).orphaned_oauth_clients).toBe(0);
  await owner.delete(`components/${component}`);
  expect((await statistics()).orphaned_oauth_clients).toBe(1);
});

test('counts of several servers add up, saved one after another or at once', async () => {
  const otherServer = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  const [one, other] = [app, otherServer].map(({ platform }) => platform.services.counts);
  one!.note(owner.tenantId, 'events', 1);
  other!.note(owner.tenantId, 'events', 2);
  await one!.flush();
  await other!.flush();
  one!.note(owner.tenantId, 'events', 4);
  other!.note(owner.tenantId, 'events', 8);
  await Promise.all([one!.flush(), other!.flush()]);
  await otherServer.close();
  const { hours } = await statistics();
  // All of them, because an hour may have ended meanwhile.
  expect(hours.reduce((sum: number, { events }: { events: number }) => sum + events, 0)).toBe(15);
});

test('old counts are deleted in steps, and a deleted tenant does not block other counts', async () => {
  const hour = hourOf(Date.now());
  const row = (index: number) => ({
    tenant_id: owner.tenantId,
    hour: hour - index,
    name: 'events',
    count: 1,
  });
  await tablesOf(app)('hourly_counts').insert(Array.from({ length: 30 }, (_, index) => row(index)));
  const db = platformDb(app.platform.services.database);
  expect(await deleteOldCounts(db, hour - 9, 10)).toBe(true);
  while (await deleteOldCounts(db, hour - 9, 10));
  const left = await tablesOf(app)('hourly_counts').where({ tenant_id: owner.tenantId });
  expect(left).toHaveLength(10);
  app.platform.services.counts.note('019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f', 'events');
  app.platform.services.counts.note(owner.tenantId, 'events');
  expect((await statistics()).hours[23].events).toBe(2);
});
