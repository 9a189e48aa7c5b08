import { newId } from '../../src/system/ids.ts';
import { thisProcess } from '../../src/system/process-identity.ts';
import { createAllowances } from '../../src/webhooks/allowances.ts';
import { ATTEMPT_LEASE } from '../../src/webhooks/delivery/schedule.ts';
import { createRateLimit } from '../../src/webhooks/receiving/rate.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
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

const HOUR = 3_600_000;

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(() => app.close());
beforeEach(async () => {
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});
afterEach(() => target.close());

const GONE = `${thisProcess()}0`;
const ELSEWHERE = 'another machine/1/1';

/** An event claimed by a worker of the given process, with a lease that expires in ten minutes. */
async function claimedBy(process: string): Promise<{ worker: string; event: string }> {
  const worker = newId();
  await tablesOf(app)('webhook_workers').insert({ id: worker, process, beats: 1 });
  const lease = { state: 'pending', next_attempt_at: Date.now() + 600_000, claimed_by: worker };
  const [event] = await insertEvents(app, owner, webhook, [lease]);
  return { worker, event: event! };
}

const rowOf = (id: string) => tablesOf(app)('webhook_events').where({ id }).first();
const worker = () => app.platform.services.webhooks.worker;

test('an event claimed by a process that is gone is delivered as soon as another starts', async () => {
  const { event, worker: dead } = await claimedBy(GONE);
  const next = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  await eventIn(owner, event, 'delivered');
  expect(await tablesOf(app)('webhook_workers').where({ id: dead })).toEqual([]);
  await next.close();
});

test('a worker on another machine counts as dead after several checks without a heartbeat', async () => {
  const { event, worker: dead } = await claimedBy(ELSEWHERE);
  for (let look = 0; look < 3; look += 1) await worker().beat();
  expect(await rowOf(event)).toMatchObject({ claimed_by: dead });
  for (let look = 0; look < 3; look += 1) await worker().beat();
  await app.platform.services.webhooks.deliverer.run();
  await eventIn(owner, event, 'delivered');
});

test('a worker that keeps sending heartbeats keeps its events', async () => {
  const { event, worker: alive } = await claimedBy(ELSEWHERE);
  for (let look = 0; look < 10; look += 1) {
    await tablesOf(app)('webhook_workers').where({ id: alive }).increment('beats', 1);
    await worker().beat();
  }
  expect(await rowOf(event)).toMatchObject({ claimed_by: alive });
  await tablesOf(app)('webhook_workers').where({ id: alive }).delete();
});

test('if a process dies, the events it was delivering become due, but not the retries it had scheduled', async () => {
  const dying = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  const { id: dead } = dying.platform.services.webhooks.worker;
  let respond = (): void => undefined;
  target.answer((response) => {
    respond = () => void response.writeHead(503, { 'Retry-After': '600' }).end();
  });
  const { body } = await sendSigned(dying, webhook, '{}');
  await target.until(1);
  expect(await rowOf(body.id)).toMatchObject({ claimed_by: dead });
  respond();
  await attempted(owner, body.id, 1);
  const scheduled = await rowOf(body.id);
  expect(scheduled).toMatchObject({ state: 'pending', attempts: 1 });
  target.answer((response) => response.writeHead(204).end());
  const lease = { state: 'pending', next_attempt_at: Date.now() + 600_000, claimed_by: dead };
  const [unfinished] = await insertEvents(app, owner, webhook, [lease]);
  await tablesOf(app)('webhook_workers').where({ id: dead }).update({ process: GONE });
  await worker().beat();
  await app.platform.services.webhooks.deliverer.run();
  await eventIn(owner, unfinished!, 'delivered');
  expect(await rowOf(body.id)).toEqual(scheduled);
  await dying.close();
});

test('a process that shuts down leaves its unfinished events to others', async () => {
  const other = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  const { id } = other.platform.services.webhooks.worker;
  const lease = { state: 'pending', next_attempt_at: Date.now() + 600_000, claimed_by: id };
  const [event] = await insertEvents(app, owner, webhook, [lease]);
  await other.close();
  await app.platform.services.webhooks.deliverer.run();
  await eventIn(owner, event!, 'delivered');
});

describe('when the clock is set back an hour', () => {
  test('a retry that was due in five seconds still is, and is moved only once', async () => {
    const otherServer = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
    const events = await insertEvents(app, owner, webhook, [
      { state: 'pending', next_attempt_at: Date.now() + HOUR + 5_000 },
      { state: 'pending', next_attempt_at: Date.now() + HOUR - 60_000 },
    ]);
    // As if the clock had been an hour ahead so far.
    await tablesOf(app)('webhook_clock')
      .where({ id: 1 })
      .update({ seen_at: Date.now() + HOUR });
    await Promise.all([otherServer.platform.services.webhooks.worker.beat(), worker().beat()]);
    await otherServer.close();
    const dueIn = await Promise.all(
      events.map(async (id) => Number((await rowOf(id)).next_attempt_at ?? 0) - Date.now()),
    );
    expect(dueIn[0]).toBeLessThanOrEqual(5_000);
    expect(dueIn[0]).toBeGreaterThan(-30_000);
    // A worker may already have claimed it.
    expect(dueIn[1]).toBeLessThanOrEqual(ATTEMPT_LEASE);
  });

  test('a webhook at its rate limit accepts events again in the next window', async () => {
    let now = Date.now();
    const { database } = app.platform.services;
    const limitRate = createRateLimit(
      createAllowances(database, () => now),
      { webhook: 1, tenant: 100 },
    );
    const queueKey = { tenant_id: owner.tenantId, webhook_id: webhook.id };
    await expect(
      (async () => {
        for (let count = 0; count < 30; count += 1) await limitRate(queueKey);
      })(),
    ).rejects.toThrow('Too many events for');
    now -= HOUR;
    await tablesOf(app)('webhook_rates').where({ id: webhook.id }).update({ window_start: 0, used: 0 });
    await limitRate(queueKey);
  });
});
