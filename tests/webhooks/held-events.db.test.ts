import { platformDb } from '../../src/db/index.ts';
import { newId } from '../../src/system/ids.ts';
import type { ReleaseHeld } from '../../src/webhooks/delivery/held-events.ts';
import { queuesWithDue } from '../../src/webhooks/delivery/queue.ts';
import { document, makeFlow, startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { planOf, queriesDuring } from '../support/query-plans.ts';
import { until } from '../support/until.ts';
import {
  deliveriesOf,
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
let releaseHeld: ReleaseHeld;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  const { webhooks } = app.platform.services;
  releaseHeld = webhooks.releaseHeld;
  // Only the tests release events, so that they can count the statements and look at the pieces.
  webhooks.releaseHeld = () => Promise.resolve(false);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});
afterEach(async () => {
  await tablesOf(app)('webhook_events').where({ tenant_id: owner.tenantId }).delete();
  await target.close();
});

const deliver = () => app.platform.services.webhooks.deliverer.run();
const changeFlow = (attributes: object) => owner.patch(`flows/${webhook.flow}`, document('flow', attributes));
const send = async (body: object) => (await sendSigned(app, webhook, JSON.stringify(body))).body.id as string;
const heldBecause = (id: string, code: string) =>
  eventWhen(owner, id, (event) => event.state_reason_code === code && event.next_attempt_at === null);
const HELD = { state: 'pending', state_reason_code: 'flow_paused' };
const queues = () => queuesWithDue(platformDb(app.platform.services.database));

const changeAdditional = (flows: object[]) =>
  owner.patch(`webhooks/${webhook.id}`, document('webhook', { additional_flows: flows }));

async function pausedFlow(): Promise<string> {
  const flow = await makeFlow(owner, []);
  await owner.patch(`flows/${flow}`, document('flow', { target_url: target.url, status: 'paused' }));
  return flow;
}

/** Releases what can be, and delivers it. */
async function releaseAll(): Promise<void> {
  while (await releaseHeld());
  await deliver();
}

test('held events are delivered soon after their flow is active again', async () => {
  await changeFlow({ status: 'paused' });
  const id = await send({});
  await heldBecause(id, 'flow_paused');
  await releaseAll();
  expect((await eventIn(owner, id, 'pending')).attributes.next_attempt_at).toBeNull();
  await changeFlow({ status: 'active' });
  await releaseAll();
  await eventIn(owner, id, 'delivered');
  expect(await deliveriesOf(owner, id)).toHaveLength(1);
});

test('checking held events takes the same statements for three as for two thousand, and changes none', async () => {
  await changeFlow({ status: 'paused' });
  const check = async () => {
    const seen = await queriesDuring(app, async () => expect(await releaseHeld()).toBe(false));
    return seen.map(({ sql }) => sql).filter((sql) => sql.includes(`COALESCE(order_state, '')`));
  };
  await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: 3 }, () => HELD),
  );
  const few = await check();
  await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: 1_997 }, () => HELD),
  );
  const before = await rows();
  expect(few).toHaveLength(1);
  expect(await check()).toEqual(few);
  expect(await rows()).toEqual(before);
  expect(before).toHaveLength(2_000);
  expect(await queues()).toEqual([]);
});

const rows = () => tablesOf(app)('webhook_events').where({ webhook_id: webhook.id }).orderBy('id').select();

test('a large number of held events is released in pieces, oldest first', async () => {
  const ids = await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: 1_001 }, () => HELD),
  );
  expect(await releaseHeld()).toBe(true);
  const held = (await tablesOf(app)('webhook_events')
    .where({ webhook_id: webhook.id })
    .whereNull('next_attempt_at')
    .pluck('id')) as string[];
  expect(held).toEqual(ids.slice(1_000));
  expect(await releaseHeld()).toBe(false);
  expect(await queues()).toEqual([{ tenant_id: owner.tenantId, queue_id: webhook.id }]);
});

test('every webhook with held events gets its turn, however many there are', async () => {
  await changeFlow({ status: 'paused' });
  const others = await Promise.all(
    Array.from({ length: 505 }, async () => (await insertEvents(app, owner, { id: newId() }, [HELD]))[0]!),
  );
  const [last] = await insertEvents(app, owner, { id: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }, [HELD]);
  await insertEvents(app, owner, webhook, [HELD]);
  expect(await releaseHeld()).toBe(true);
  expect(await releaseHeld()).toBe(false);
  const held = await tablesOf(app)('webhook_events')
    .where(HELD)
    .whereNull('next_attempt_at')
    .select('webhook_id');
  // Those of deleted webhooks were released, because they fail.
  expect(held).toEqual([{ webhook_id: webhook.id }]);
  await deliver();
  for (const id of [others[0]!, last!]) await eventIn(owner, id, 'failed');
});

test('held events of an additional flow end when the webhook no longer delivers to it', async () => {
  await changeAdditional([{ flow_id: await pausedFlow() }]);
  const id = await send({});
  const copy = await until(async () => {
    const [row] = await tablesOf(app)('webhook_events').where({ fanned_out_from: id }).select('id');
    return row?.id as string | undefined;
  });
  await heldBecause(copy, 'flow_paused');
  await eventIn(owner, id, 'delivered');
  await changeAdditional([]);
  await releaseAll();
  expect((await eventIn(owner, copy, 'failed')).attributes.state_reason_code).toBe('flow_removed');
});

test('of the flows of a webhook, only those that are active again get their held events', async () => {
  const flow = await pausedFlow();
  await changeAdditional([{ flow_id: flow }]);
  const held = await insertEvents(app, owner, webhook, [HELD, { ...HELD, flow_id: flow }]);
  await releaseHeld();
  const due = await tablesOf(app)('webhook_events').whereNotNull('next_attempt_at').pluck('id');
  expect(due).toEqual([held[0]]);
});

test('held events keep their order, and those that wait for them stay waiting', async () => {
  await changeFlow({ status: 'paused', delivery: { order: { key: 'data.key' } } });
  const first = await send({ key: 'a' });
  await heldBecause(first, 'flow_paused');
  const second = await send({ key: 'a' });
  await heldBecause(second, 'waiting_for_earlier_event');
  await changeFlow({ status: 'active' });
  expect(await releaseHeld()).toBe(false);
  expect((await eventIn(owner, second, 'pending')).attributes.state_reason_code).toBe(
    'waiting_for_earlier_event',
  );
  await deliver();
  await eventIn(owner, second, 'delivered');
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([first, second]);
});

test('held events can be stopped and replayed', async () => {
  await changeFlow({ status: 'paused' });
  const id = await send({});
  await heldBecause(id, 'flow_paused');
  const { status } = await owner.patch(
    `webhook-events/${id}`,
    document('webhook-event', { state: 'failed' }),
  );
  expect(status).toBe(200);
  await changeFlow({ status: 'active' });
  await releaseAll();
  await eventIn(owner, id, 'failed');
  await owner.post(`webhook-events/${id}/replays`);
  await eventIn(owner, id, 'delivered');
});

/** With both columns of the index: otherwise, each step would read all held events of the webhook before. */
const NEXT_QUEUE = {
  sqlite: /webhook_events_held_index \(webhook_id=\? AND <expr>>\?\)/,
  postgres: /Index Cond: \(\(webhook_id = .*\) AND \(COALESCE\(flow_id, webhook_id\) > /,
};

test('held events are found and released with their index', async () => {
  await insertEvents(app, owner, webhook, [HELD]);
  const seen = await queriesDuring(app, releaseHeld);
  const planOfFirst = (start: string) =>
    planOf(
      app,
      seen.find(({ sql }) => sql.startsWith(start))!,
    );
  const finding = await planOfFirst('WITH RECURSIVE queues (name)');
  expect(finding).toMatch(NEXT_QUEUE[globalThis.TEST_DATABASE]);
  const releasing = await planOfFirst('UPDATE webhook_events');
  for (const plan of [finding, releasing]) {
    expect(plan).toContain('webhook_events_held_index');
    expect(plan).not.toMatch(/SCAN webhook_events|Seq Scan on webhook_events/);
  }
});
