import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { FROM_GITHUB, insertEvents, makeWebhook, type MadeWebhook } from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp({ ...LOOPBACK_ALLOWED, WEBHOOK_RETENTION: '3' });
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  webhook = await makeWebhook(owner, 'http://127.0.0.1:9', FROM_GITHUB);
});

const DAY = 86_400_000;
const daysAgo = (days: number) => ({ received_at: Date.now() - days * DAY });
const deleteOld = (limit = 100) => app.platform.services.webhooks.deleteOldEvents(limit);

async function remaining(): Promise<string[]> {
  const of = { tenant_id: owner.tenantId };
  return (await tablesOf(app)('webhook_events').where(of).orderBy('id').pluck('id')) as string[];
}

/** Inserts old events, half of them delivered and half failed, each with a delivery. */
async function insertOld(count: number, days: number): Promise<string[]> {
  const ids = await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: count }, (_, n) => ({ state: n % 2 ? 'failed' : 'delivered', ...daysAgo(days) })),
  );
  for (const [index, event_id] of ids.entries())
    await tablesOf(app)('deliveries').insert({
      tenant_id: owner.tenantId,
      id: event_id,
      event_id,
      attempt: index + 1,
      state: 'succeeded',
      created_at: Date.now(),
      milliseconds: 1,
    });
  return ids;
}

test('old events are deleted with their deliveries, in steps', async () => {
  await insertOld(5, 4);
  expect([await deleteOld(3), (await remaining()).length]).toEqual([true, 2]);
  expect([await deleteOld(3), (await remaining()).length]).toEqual([false, 0]);
  expect(await tablesOf(app)('deliveries').where({ tenant_id: owner.tenantId })).toEqual([]);
});

test('newer events are kept with their deliveries', async () => {
  const ids = await insertOld(2, 2);
  await deleteOld();
  expect(await remaining()).toEqual(ids);
  expect(await tablesOf(app)('deliveries').where({ tenant_id: owner.tenantId })).toHaveLength(2);
});

test('pending events are kept, also those that are held', async () => {
  const soon = Date.now() + DAY;
  const [pending, held] = await insertEvents(app, owner, webhook, [
    { state: 'pending', next_attempt_at: soon, ...daysAgo(7) },
    { state: 'pending', next_attempt_at: null, ...daysAgo(7) },
    { state: 'failed', ...daysAgo(7) },
  ]);
  await deleteOld();
  expect(await remaining()).toEqual([pending, held]);
});

test('old events of every tenant are deleted, and newer ones kept', async () => {
  await insertOld(2, 4);
  const first = owner;
  owner = await app.tenant();
  webhook = await makeWebhook(owner, 'http://127.0.0.1:9', FROM_GITHUB);
  await insertOld(1, 4);
  const newer = await insertOld(1, 1);
  await deleteOld();
  expect(await remaining()).toEqual(newer);
  expect(await tablesOf(app)('deliveries').where({ tenant_id: owner.tenantId })).toHaveLength(1);
  owner = first;
  expect(await remaining()).toEqual([]);
});

test('pending events are deleted five days later than others', async () => {
  const waiting = (days: number) => ({
    state: 'pending',
    next_attempt_at: Date.now() + DAY,
    ...daysAgo(days),
  });
  const [, newer] = await insertEvents(app, owner, webhook, [waiting(9), waiting(7)]);
  await deleteOld();
  expect(await remaining()).toEqual([newer]);
});
