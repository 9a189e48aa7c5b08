import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { v7 } from 'uuid';
import {
  attempted,
  eventIn,
  FROM_GITHUB,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';
import { randomUUID } from 'node:crypto';

const [MINUTE, HOUR] = [60_000, 3_600_000];

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});
afterEach(() => target.close());

async function statistics(of = webhook) {
  await app.platform.services.webhooks.rejections.flush();
  return (await owner.get(`webhooks/${of.id}/statistics`)).body.data.attributes;
}

/** Inserts an attempt for each event, as if it had been made. */
async function insertAttempts(
  attempts: readonly {
    event: string;
    delay: number;
    milliseconds: number;
    attempt?: number;
    state?: string;
  }[],
  receivedAt: number,
): Promise<void> {
  const rows = attempts.map(({ event, delay, milliseconds, attempt = 1, state = 'succeeded' }) => ({
    tenant_id: owner.tenantId,
    id: randomUUID(),
    event_id: event,
    attempt,
    state,
    created_at: receivedAt + delay,
    milliseconds,
  }));
  for (let at = 0; at < rows.length; at += 50)
    await tablesOf(app)('deliveries').insert(rows.slice(at, at + 50));
}

test('a new webhook has 24 hours of zeros, and no percentiles', async () => {
  const { last_hour, last_day, hours, rejected, since } = await statistics();
  const none = {
    events: 0,
    duplicates: 0,
    deliveries_succeeded: 0,
    deliveries_failed: 0,
    success_rate: null,
    duration: null,
    first_attempt_delay: null,
  };
  expect([last_hour, last_day, rejected, hours.length]).toEqual([none, none, 0, 24]);
  expect(Math.abs(Date.now() - 24 * HOUR - Date.parse(since))).toBeLessThan(2 * MINUTE);
});

test('events, duplicates, attempts and rejected requests are counted for their own webhook', async () => {
  const delivery = randomUUID();
  const { body } = await sendSigned(app, webhook, '{}', delivery);
  await eventIn(owner, body.id, 'delivered');
  await sendSigned(app, webhook, '{}', delivery);
  target.answer((response) => response.writeHead(500).end());
  const second = await sendSigned(app, webhook, '{}');
  await attempted(owner, second.body.id, 1);
  await app.request('POST', webhook.path, { body: '{}' });
  const { last_hour, last_day, hours, rejected } = await statistics();
  expect(last_hour).toMatchObject({
    events: 3,
    duplicates: 1,
    deliveries_succeeded: 1,
    deliveries_failed: 1,
    success_rate: 0.5,
    duration: { p50: expect.any(Number) },
    first_attempt_delay: { p99: expect.any(Number) },
  });
  expect(last_day).toEqual(last_hour);
  expect(rejected).toBe(1);
  const sum = (name: string) =>
    hours.reduce((all: number, hour: Record<string, number>) => all + hour[name]!, 0);
  expect(['events', 'duplicates', 'rejected', 'deliveries_succeeded', 'deliveries_failed'].map(sum)).toEqual([
    3, 1, 1, 1, 1,
  ]);
  const other = await makeWebhook(owner, target.url, FROM_GITHUB);
  expect((await statistics(other)).last_day.events).toBe(0);
});

test('percentiles are those of the attempts, and of the delay of the first ones', async () => {
  const receivedAt = Date.now() - 2 * MINUTE;
  const ids = await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: 100 }, () => ({ received_at: receivedAt })),
  );
  await insertAttempts(
    ids.map((event, n) => ({ event, delay: 10 * (n + 1), milliseconds: n + 1 })),
    receivedAt,
  );
  // A later attempt has no delay.
  await insertAttempts(
    [{ event: ids[0]!, delay: MINUTE, milliseconds: 50, attempt: 2, state: 'failed' }],
    receivedAt,
  );
  const { last_hour } = await statistics();
  expect(last_hour.duration).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect(last_hour.first_attempt_delay).toEqual({ p50: 500, p95: 950, p99: 990 });
  expect(last_hour.success_rate).toBeCloseTo(100 / 101);
});

test('the last hour and the last day contain the events received since then', async () => {
  const times = [30 * MINUTE, 90 * MINUTE, 23 * HOUR, 25 * HOUR].map((ago) => Date.now() - ago);
  for (const received_at of times) {
    const [event] = await insertEvents(app, owner, webhook, [{ received_at }]);
    await insertAttempts([{ event: event!, delay: 0, milliseconds: 5 }], received_at);
  }
  const { last_hour, last_day, hours } = await statistics();
  expect([last_hour.events, last_day.events]).toEqual([1, 3]);
  expect([last_hour.deliveries_succeeded, last_day.deliveries_succeeded]).toEqual([1, 3]);
  expect(hours.reduce((sum: number, { events }: { events: number }) => sum + events, 0)).toBe(3);
});

test('of a busy webhook, the latest 5000 events are counted, and since says so', async () => {
  const [old, recent] = [Date.now() - 20 * HOUR, Date.now() - 2 * HOUR];
  await insertEvents(app, owner, webhook, [{ received_at: old }, { received_at: old }]);
  const rows = Array.from({ length: 5000 }, (_, seq) => ({
    tenant_id: owner.tenantId,
    id: v7({ msecs: recent, seq }),
    webhook_id: webhook.id,
    kind: 'event',
    body: '',
    body_is_base64: false,
    state: 'delivered',
    attempts: 1,
    earlier_attempts: 0,
    received_at: recent,
    updated_at: recent,
  }));
  for (let at = 0; at < rows.length; at += 80)
    await tablesOf(app)('webhook_events').insert(rows.slice(at, at + 80));
  const { last_day, since } = await statistics();
  expect([last_day.events, Date.parse(since)]).toEqual([5000, recent]);
});
