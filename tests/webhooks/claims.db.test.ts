import { platformDb } from '../../src/db/index.ts';
import { newId } from '../../src/system/ids.ts';
import { createPrepare } from '../../src/webhooks/delivery/prepare.ts';
import { claimDue, freeClaimsOf } from '../../src/webhooks/delivery/queue.ts';
import { createTargetRead } from '../../src/webhooks/delivery/target-read.ts';
import type { WebhookEvent } from '../../src/webhooks/event-store.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { addTrigger } from '../support/triggers.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  eventIn,
  FROM_GITHUB,
  hurry,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterEach(() => target.close());

const db = () => platformDb(app.platform.services.database);
const run = () => app.platform.services.webhooks.deliverer.run();
const rowOf = async (id: string) =>
  (await tablesOf(app)('webhook_events').where({ id }).first()) as WebhookEvent;

/** Claims the due events of a webhook for a process that is not this one. @returns what it claimed */
function claim(webhook: MadeWebhook, worker: string): Promise<WebhookEvent[]> {
  const key = { tenant_id: owner.tenantId, queue_id: webhook.id };
  return claimDue(db(), key, { events: 10, bytes: 1000 }, worker);
}

/** Inserts an event that is due only after `claimAgain` or `hurry`. */
async function insertWaiting(webhook: MadeWebhook): Promise<string> {
  const [id] = await insertEvents(app, owner, webhook, [
    { state: 'pending', attempts: 0, next_attempt_at: Date.now() + 3_600_000 },
  ]);
  return id!;
}

/** Claims an event before the server's own run can. */
async function claimAgain(webhook: MadeWebhook, id: string, worker: string): Promise<WebhookEvent> {
  return until(async () => {
    await tablesOf(app)('webhook_events').where({ id }).update({ next_attempt_at: 0 });
    return (await claim(webhook, worker))[0];
  });
}

describe('a claim that was lost', () => {
  let webhook: MadeWebhook;
  beforeEach(async () => {
    target.answer((response) => response.writeHead(500).end());
    webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
    // So that the server delivers nothing before the test wants it.
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
  });

  test.each([
    ['to a restart', (worker: string) => freeClaimsOf(db(), worker)],
    ['when its lease expired', () => Promise.resolve()],
  ])('%s does not count towards the retry schedule', async (_, lose) => {
    const id = await insertWaiting(webhook);
    for (let restart = 0; restart < 8; restart += 1) {
      const worker = newId();
      await claimAgain(webhook, id, worker);
      await lose(worker);
    }
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: true }));
    await hurry(app, id);
    const [delivery] = await attempted(owner, id, 1);
    // The wait is five seconds after the first attempt that counts.
    const wait = Date.parse(delivery.next_attempt_at) - Date.parse(delivery.created_at);
    expect(wait - delivery.milliseconds).toBeLessThanOrEqual(5_500);
    expect((await rowOf(id)).state).toBe('pending');
  });
});

describe('an event whose parsing fails because of the system', () => {
  const { execPath } = process;
  afterEach(() => {
    process.execPath = execPath;
  });

  /** The row of an event that waits for its next attempt and has no worker. */
  const givenBack = (id: string) =>
    until(async () => {
      const row = await rowOf(id);
      return row.attempts > 0 && row.claimed_by === null ? row : undefined;
    });

  async function expectDueSoonUncounted(id: string): Promise<void> {
    const row = await givenBack(id);
    expect(row).toMatchObject({ state: 'pending', parsed: null, earlier_attempts: row.attempts });
    expect(Number(row.next_attempt_at)).toBeLessThan(Date.now() + 60_000);
  }

  test('is parsed again soon if no process can be started', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    process.execPath = '/does/not/exist';
    const { body } = await sendSigned(app, webhook, '{"id":"1"}');
    await expectDueSoonUncounted(body.id);
    process.execPath = execPath;
    await hurry(app, body.id);
    await eventIn(owner, body.id, 'delivered');
    expect(target.received).toHaveLength(1);
  });

  test('is parsed again soon if the database fails, even if it fails again meanwhile', async () => {
    const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    const id = await insertWaiting(webhook);
    const restore = await addTrigger(app, {
      on: 'BEFORE UPDATE',
      table: 'webhook_events',
      condition: `NEW.id = '${id}' AND NEW.attempts > 0 AND (NEW.parsed IS NOT NULL OR NEW.claimed_by IS NULL)`,
    });
    await tablesOf(app)('webhook_events').where({ id }).update({ next_attempt_at: 0 });
    await run();
    // Logged once the event could not be given back.
    await until(async () => app.logged().includes('refused by a test') || undefined);
    await restore();
    await until(async () => {
      await run();
      return (await rowOf(id)).claimed_by === null || undefined;
    });
    await expectDueSoonUncounted(id);
    await hurry(app, id);
    await eventIn(owner, id, 'delivered');
  });
});

test('a replay between the claim and the parsing is due at once', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const id = await insertWaiting(webhook);
  const { database } = app.platform.services;
  const prepare = createPrepare({ database, readTarget: createTargetRead(database.reads), clock: Date.now });
  const claimed = await claimAgain(webhook, id, newId());
  await app.platform.services.webhooks.deliverer.stop(0);
  await owner.post(`webhook-events/${id}/replays`);
  expect(await prepare([claimed])).toEqual({ ready: [], ended: [], due: [] });
  expect(Number((await rowOf(id)).next_attempt_at)).toBeLessThanOrEqual(Date.now());
});
