import { platformDb } from '../../src/db/index.ts';
import { createTargetSecrets } from '../../src/flows/index.ts';
import { newId } from '../../src/system/ids.ts';
import { claimDue, freeClaimsOf } from '../../src/webhooks/delivery/queue.ts';
import { createTargetRead } from '../../src/webhooks/delivery/target-read.ts';
import { createTryDelivery } from '../../src/webhooks/delivery/try-delivery.ts';
import type { WebhookEvent } from '../../src/webhooks/event-store.ts';
import { createWebhookSecrets } from '../../src/webhooks/secrets.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  eventIn,
  eventWhen,
  FROM_GITHUB,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

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
  const delivery = { order: { key: 'data.key' }, retry_schedule: [600] };
  await owner.patch(`flows/${webhook.flow}`, document('flow', { delivery }));
});
afterEach(() => target.close());

const db = () => platformDb(app.platform.services.database);
const rows = (id: string) => tablesOf(app)('webhook_events').where({ id });
const send = async (key: string) =>
  (await sendSigned(app, webhook, JSON.stringify({ key }))).body.id as string;
const waits = (id: string) =>
  eventWhen(owner, id, ({ state_reason_code }) => state_reason_code === 'waiting_for_earlier_event');
const received = () => target.received.map(({ headers }) => headers['webhook-id']);

test('no later event is delivered while another process has one whose key is not known yet', async () => {
  const worker = newId();
  const [early] = await insertEvents(app, owner, webhook, [
    {
      state: 'pending',
      body: '{"key":"a"}',
      claimed_by: worker,
      next_attempt_at: Date.now() + 3_600_000,
      order_state: 'open',
      order_place: 0,
    },
  ]);
  const later = await send('a');
  expect((await waits(later)).attributes.state_reason).toContain(early);
  expect(target.received).toEqual([]);
  await freeClaimsOf(db(), worker);
  await eventIn(owner, later, 'delivered');
  expect(received()).toEqual([early, later]);
});

test('a process that was paused while another one took its event sends nothing', async () => {
  target.answer((response) => response.writeHead(500).end());
  const id = await send('a');
  await attempted(owner, id, 1);
  const { database, keyring, thirdParties } = app.platform.services;
  const queue = { tenant_id: owner.tenantId, queue_id: webhook.id };
  const claim = () =>
    until(async () => {
      await rows(id).update({ next_attempt_at: 0 });
      return (await claimDue(db(), queue, { events: 1, bytes: 1000 }, newId()))[0];
    });
  const event = await claim();
  const tryDelivery = createTryDelivery({
    database,
    outbound: thirdParties.deliveries,
    secrets: createWebhookSecrets(keyring),
    targetSecrets: createTargetSecrets(keyring),
    // While the body is made, the claim is lost.
    bodyOf: async () => {
      await claim();
      return { type: 'text/plain', bytes: Buffer.from('late') };
    },
    clock: Date.now,
  });
  const before = target.received.length;
  const { delivery } = await tryDelivery(event, await createTargetRead(database.reads)(event, Date.now()));
  expect(delivery).toBeNull();
  expect(target.received).toHaveLength(before);
});

test('the database refuses a second event that is first of its key', async () => {
  target.answer((response) => response.writeHead(500).end());
  const id = await send('a');
  await attempted(owner, id, 1);
  const waiting = await send('a');
  await waits(waiting);
  await expect(rows(waiting).update({ order_state: 'first' })).rejects.toThrow(/unique/i);
  // It is in no index of due events, so that no number of waiting events slows down the queue.
  expect((await rows(waiting).first()) as WebhookEvent).toMatchObject({
    order_state: 'waiting',
    next_attempt_at: null,
    claimed_by: null,
  });
});
