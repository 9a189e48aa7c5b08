import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
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
const forget = (limit = 100) => app.platform.services.inbox.deleteOldEvents(limit);

async function left(): Promise<string[]> {
  const of = { tenant_id: owner.tenantId };
  return (await tablesOf(app)('webhook_events').where(of).orderBy('id').pluck('id')) as string[];
}

/** Events of which half are delivered, half have failed, each with a delivery. */
async function old(count: number, days: number): Promise<string[]> {
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

test('what is old enough is forgotten, with its deliveries, a step at a time', async () => {
  await old(5, 4);
  expect([await forget(3), (await left()).length]).toEqual([true, 2]);
  expect([await forget(3), (await left()).length]).toEqual([false, 0]);
  expect(await tablesOf(app)('deliveries').where({ tenant_id: owner.tenantId })).toEqual([]);
});

test('what is younger stays, with its deliveries', async () => {
  const ids = await old(2, 2);
  await forget();
  expect(await left()).toEqual(ids);
  expect(await tablesOf(app)('deliveries').where({ tenant_id: owner.tenantId })).toHaveLength(2);
});

test('what is still to be handed on stays', async () => {
  const soon = Date.now() + DAY;
  const [pending] = await insertEvents(app, owner, webhook, [
    { state: 'pending', next_attempt_at: soon, ...daysAgo(7) },
    { state: 'failed', ...daysAgo(7) },
  ]);
  await forget();
  expect(await left()).toEqual([pending]);
});

test('each tenant loses its own, and keeps what is young', async () => {
  await old(2, 4);
  const first = owner;
  owner = await app.tenant();
  webhook = await makeWebhook(owner, 'http://127.0.0.1:9', FROM_GITHUB);
  await old(1, 4);
  const young = await old(1, 1);
  await forget();
  expect(await left()).toEqual(young);
  expect(await tablesOf(app)('deliveries').where({ tenant_id: owner.tenantId })).toHaveLength(1);
  owner = first;
  expect(await left()).toEqual([]);
});

test('what waits for a webhook that stays off is forgotten five days later', async () => {
  const waiting = (days: number) => ({
    state: 'pending',
    next_attempt_at: Date.now() + DAY,
    ...daysAgo(days),
  });
  const [, younger] = await insertEvents(app, owner, webhook, [waiting(9), waiting(7)]);
  await forget();
  expect(await left()).toEqual([younger]);
});
