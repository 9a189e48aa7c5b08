import { platformDb } from '../../src/db/index.ts';
import { newId } from '../../src/system/ids.ts';
import { createPrepare } from '../../src/webhooks/delivery/prepare.ts';
import { claimDue, freeClaimsOf } from '../../src/webhooks/delivery/queue.ts';
import { createTargetRead } from '../../src/webhooks/delivery/target-read.ts';
import type { WebhookEvent } from '../../src/webhooks/event-store.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  FROM_GITHUB,
  hurry,
  insertEvents,
  makeWebhook,
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
const rowOf = async (id: string) =>
  (await tablesOf(app)('webhook_events').where({ id }).first()) as WebhookEvent;

/** Claims the due events of a webhook for a process that is not this one. @returns what it claimed */
function claim(webhook: MadeWebhook, worker: string): Promise<WebhookEvent[]> {
  const key = { tenant_id: owner.tenantId, webhook_id: webhook.id };
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

test('a replay between the claim and the parsing is due at once', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const id = await insertWaiting(webhook);
  const { database } = app.platform.services;
  const prepare = createPrepare({ database, readTarget: createTargetRead(database.reads), clock: Date.now });
  const claimed = await claimAgain(webhook, id, newId());
  await app.platform.services.webhooks.deliverer.stop(0);
  await owner.post(`webhook-events/${id}/replays`);
  const key = { tenant_id: owner.tenantId, webhook_id: webhook.id };
  expect(await prepare(key, [claimed])).toEqual({ ready: [], ended: [] });
  expect(Number((await rowOf(id)).next_attempt_at)).toBeLessThanOrEqual(Date.now());
});
