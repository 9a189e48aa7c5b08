import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  eventIn,
  eventWhen,
  FROM_GITHUB,
  hurry,
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
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  await deliverWith({ order: { key: 'data.key' }, retry_schedule: [600, 600] });
});
afterEach(() => target.close());

async function deliverWith(delivery: object | null, flow = webhook.flow): Promise<void> {
  const { status, text } = await owner.patch(`flows/${flow}`, document('flow', { delivery }));
  if (status !== 200) throw new Error(text);
}

/** Sends an event with a key. @returns its ID */
async function send(key: string | null, to = webhook): Promise<string> {
  const { status, body, text } = await sendSigned(app, to, JSON.stringify({ key }));
  if (status !== 202) throw new Error(text);
  return body.id;
}

const run = () => app.platform.services.webhooks.deliverer.run();
const waits = (id: string) =>
  eventWhen(owner, id, ({ state_reason_code }) => state_reason_code === 'waiting_for_earlier_event');
const delivered = (id: string) => eventIn(owner, id, 'delivered');
const blockerOf = async (id: string) =>
  (await owner.get(`webhook-events/${id}`)).body.data.relationships.blocked_by.data?.id as string | undefined;
/** The IDs of the events in the order in which the target received them. */
const received = () => target.received.map(({ headers }) => headers['webhook-id']);

/** The target refuses the events with these IDs until `accept`. */
function refuse(...ids: string[]): { accept(): void } {
  const refused = new Set(ids);
  target.answer((response, { headers }) =>
    response.writeHead(refused.has(headers['webhook-id'] as string) ? 500 : 204).end(),
  );
  return { accept: () => refused.clear() };
}

/** Sends an event that the target refuses, so that it is retried in a while, and blocks the others of its key. */
async function sendBlocking(key = 'a'): Promise<string> {
  target.answer((response) => response.writeHead(500).end());
  const id = await send(key);
  await attempted(owner, id, 1);
  refuse(id);
  return id;
}

test('an event waits for an earlier one of its key that is retried, and others do not', async () => {
  const first = await sendBlocking();
  const [second, third, other, without] = [
    await send('a'),
    await send('a'),
    await send('b'),
    await send(null),
  ];
  await Promise.all([delivered(other), delivered(without)]);
  for (const id of [second, third]) {
    const { attributes, relationships } = await waits(id);
    expect(attributes).toMatchObject({ state: 'pending', next_attempt_at: null, order_key: 'a' });
    expect(relationships.blocked_by.data).toEqual({ type: 'webhook-event', id: first });
    expect((await owner.get(`webhook-events/${id}/blocked_by`)).body.data.id).toBe(first);
  }
  const listed = (await owner.get('webhook-events')).body.data as { id: string; relationships: object }[];
  expect(listed.find(({ id }) => id === second)!.relationships).toMatchObject({
    blocked_by: { data: { id: first } },
  });
  target.answer((response) => response.writeHead(204).end());
  await hurry(app, first);
  await delivered(third);
  expect(received().slice(-3)).toEqual([first, second, third]);
});

test('the events of a key are delivered one at a time, in the order in which they were accepted', async () => {
  let inProgress = 0;
  let most = 0;
  target.answer((response) => {
    most = Math.max(most, ++inProgress);
    setTimeout(() => {
      inProgress -= 1;
      response.writeHead(204).end();
    }, 5);
  });
  const ids: string[] = [];
  for (let n = 0; n < 30; n += 1) ids.push(await send('a'));
  await delivered(ids.at(-1)!);
  expect(received()).toEqual(ids);
  expect(most).toBe(1);
});

test('the last failure of an event releases the next one', async () => {
  await deliverWith({ order: {}, retry_schedule: [60] });
  const first = await sendBlocking('a');
  const second = await send('any');
  await waits(second);
  await hurry(app, first);
  await eventIn(owner, first, 'failed');
  await delivered(second);
});

test('webhooks that share a flow share its order', async () => {
  const other = await makeWebhook(owner, target.url, {
    ...UNDERSTOOD,
    additional_flows: [{ flow_id: webhook.flow }],
  });
  await deliverWith({ order: { key: '"one"' } });
  const first = await sendBlocking();
  await send('x', other);
  const copy = await until(async () => {
    const [row] = await tablesOf(app)('webhook_events').where({ flow_id: webhook.flow });
    return row as { id: string } | undefined;
  });
  await waits(copy.id);
  expect(await blockerOf(copy.id)).toBe(first);
  const last = await send('y');
  await waits(last);
  await hurry(app, first);
  refuse();
  await hurry(app, first);
  await delivered(last);
  expect(received().slice(-3)).toEqual([first, copy.id, last]);
});

describe('a blocking event', () => {
  const stop = (id: string) =>
    owner.patch(`webhook-events/${id}`, document('webhook-event', { state: 'failed' }));

  test('can be stopped, which releases the next one', async () => {
    const first = await sendBlocking();
    const second = await send('a');
    await waits(second);
    const { status, body } = await stop(first);
    expect([status, body.data.attributes]).toMatchObject([
      200,
      { state: 'failed', state_reason_code: 'delivery_stopped', next_attempt_at: null },
    ]);
    await delivered(second);
    expect((await stop(second)).status).toBe(422);
  });

  test('that is stopped during an attempt ends with it, and the next one waits until then', async () => {
    let finish: () => void = () => undefined;
    target.answer((response) => (finish = () => response.writeHead(500).end()));
    const first = await send('a');
    await target.until(1);
    const second = await send('a');
    await waits(second);
    expect((await stop(first)).body.data.attributes.state).toBe('failed');
    await run();
    expect(target.received).toHaveLength(1);
    finish();
    refuse();
    await delivered(second);
    const { attributes } = (await owner.get(`webhook-events/${first}`)).body.data;
    expect(attributes).toMatchObject({ state_reason_code: 'delivery_stopped', next_attempt_at: null });
    expect(target.received).toHaveLength(2);
  });
});

test('a replayed event comes after all others of its key, and one that waits keeps waiting', async () => {
  const early = await send('a');
  await delivered(early);
  const first = await sendBlocking();
  const second = await send('a');
  await waits(second);
  await owner.post(`webhook-events/${early}/replays`);
  expect((await owner.post(`webhook-events/${second}/replays`)).status).toBe(200);
  await waits(early);
  refuse();
  await owner.post(`webhook-events/${first}/replays`);
  await delivered(early);
  expect(received().slice(-3)).toEqual([first, second, early]);
});

test('an order that is changed or removed keeps the events in their order, and holds none back', async () => {
  const first = await sendBlocking();
  const [second, third] = [await send('a'), await send('b')];
  await Promise.all([waits(second), delivered(third)]);
  await deliverWith({ order: {} });
  const last = await send('c');
  await waits(last);
  await eventWhen(owner, second, ({ order_key }) => order_key === '');
  await waits(second);
  await deliverWith(null);
  await Promise.all([delivered(second), delivered(last)]);
  expect((await owner.get(`webhook-events/${first}`)).body.data.attributes.state).toBe('pending');
});

test('an event whose key fails does not block the others', async () => {
  await deliverWith({ order: { key: '$error("no key")' } });
  const id = await send('a');
  const { attributes } = await eventIn(owner, id, 'failed');
  expect(attributes.state_reason_code).toBe('order_key_failed');
  await deliverWith({ order: { key: '$string([1..500])' } });
  const long = await send('a');
  expect((await delivered(long)).attributes.order_key).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('the deletion of an old event releases the next one', async () => {
  const first = await sendBlocking();
  const second = await send('a');
  await waits(second);
  const old = '01900000-0000-7000-8000-000000000000';
  await tablesOf(app)('webhook_events').where({ id: first }).update({ id: old });
  await app.platform.services.webhooks.deleteOldEvents(500);
  await delivered(second);
});

test('events of a deleted webhook, and of a flow that was removed from it, hold none back', async () => {
  const other = await makeWebhook(owner, target.url, {
    ...UNDERSTOOD,
    additional_flows: [{ flow_id: webhook.flow }],
  });
  const first = await sendBlocking();
  await waits(await send('a'));
  await owner.patch(`webhooks/${other.id}`, document('webhook', { additional_flows: [] }));
  expect((await owner.delete(`webhooks/${webhook.id}`)).status).toBe(204);
  await hurry(app, first);
  const rows = () => tablesOf(app)('webhook_events').where({ tenant_id: owner.tenantId });
  await until(async () => (await rows().where({ state: 'pending' })).length === 0 || undefined);
});
