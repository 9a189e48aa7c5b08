import { document, makeFlow, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { addTrigger } from '../support/triggers.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  eventAtItsEnd,
  eventIn,
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
let other: TestApp;
let owner: Caller;
/** The target of the webhook's own flow, and those of two additional flows. */
let own: FlowTarget;
let crm: FlowTarget;
let books: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  other = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
});
afterAll(async () => {
  await other.close();
  await app.close();
});
beforeEach(async () => {
  owner = await app.tenant();
  [own, crm, books] = await Promise.all([startFlowTarget(), startFlowTarget(), startFlowTarget()]);
});
afterEach(async () => {
  await Promise.all([own, crm, books].map((target) => target.close()));
});

async function flowTo({ url }: FlowTarget, by = owner): Promise<string> {
  const flow = await makeFlow(by, []);
  await by.patch(`flows/${flow}`, document('flow', { target_url: url, status: 'active' }));
  return flow;
}

const change = (webhook: MadeWebhook, attributes: object) =>
  owner.patch(`webhooks/${webhook.id}`, document('webhook', attributes));

const bodyOf = (attributes: object) => JSON.stringify({ type: 'order.paid', data: {}, ...attributes });
const send = (webhook: MadeWebhook, attributes: object = {}) => sendSigned(app, webhook, bodyOf(attributes));

const rowsOf = ({ id }: MadeWebhook) =>
  tablesOf(app)('webhook_events').where({ webhook_id: id }).orderBy('id').select();

/** Waits until a webhook has this many events and all are finished. */
const ended = (webhook: MadeWebhook, count: number) =>
  until(async () => {
    const rows = await rowsOf(webhook);
    return rows.length === count && rows.every(({ next_attempt_at }) => next_attempt_at === null)
      ? rows
      : undefined;
  });

/** The states of a webhook's events by flow; `own` is the webhook's own flow. */
const stateBy = (rows: readonly Record<string, unknown>[]) =>
  Object.fromEntries(rows.map(({ flow_id, state }) => [(flow_id as string | null) ?? 'own', state]));

describe('a webhook with additional flows', () => {
  test('delivers each event to every flow, as an event of its own that names its flow', async () => {
    const flows = [await flowTo(crm), await flowTo(books)];
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      additional_flows: flows.map((flow_id) => ({ flow_id })),
    });
    const { status, body } = await send(webhook, { id: 'e1', data: { n: 1 } });
    expect(status).toBe(202);
    await ended(webhook, 3);
    for (const { received } of [own, crm, books])
      expect(received.map((got) => (JSON.parse(got.body.toString()) as { data: object }).data)).toEqual([
        { n: 1 },
      ]);
    const { data } = (await owner.get(`webhook-events?filter[webhook]=${webhook.id}`)).body;
    const copies = data.filter(({ id }: { id: string }) => id !== body.id);
    expect(copies.map(({ relationships }: Answer['body']) => relationships.flow.data.id).toSorted()).toEqual(
      flows.toSorted(),
    );
    for (const { relationships, attributes } of copies) {
      expect(relationships.fanned_out_from.data).toEqual({ type: 'webhook-event', id: body.id });
      expect(attributes.state).toBe('delivered');
    }
    const original = (await owner.get(`webhook-events/${body.id}`)).body.data;
    expect(original.relationships.flow.data).toBeNull();
    expect(crm.received[0]!.headers['webhook-id']).not.toBe(own.received[0]!.headers['webhook-id']);
  });

  test('delivers the original body if it has no parser', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    await send(webhook, { data: 'as it came' });
    await ended(webhook, 2);
    for (const { received } of [own, crm])
      expect(received.map(({ body }) => body.toString())).toEqual([bodyOf({ data: 'as it came' })]);
    expect(crm.received[0]!.headers['content-type']).toBe('application/json');
  });

  test('delivers to the others while one target fails, and disables nothing', async () => {
    const flow = await flowTo(crm);
    crm.answer((response) => void response.writeHead(500).end());
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      additional_flows: [{ flow_id: flow }],
    });
    const { body } = await send(webhook);
    await eventIn(owner, body.id, 'delivered');
    const copy = await until(async () => (await rowsOf(webhook)).find(({ flow_id }) => flow_id === flow));
    const [attempt] = await attempted(owner, copy['id'] as string, 1);
    expect(attempt).toMatchObject({ state: 'failed', error_code: 'target_failed' });
    const { attributes } = (await owner.get(`webhooks/${webhook.id}`)).body.data;
    expect(attributes).toMatchObject({ enabled: true, failing_since: null });
    crm.answer((response) => void response.writeHead(204).end());
    await hurry(app, copy['id'] as string);
    await ended(webhook, 2);
    expect(own.received).toHaveLength(1);
    expect(crm.received).toHaveLength(2);
  });
});

describe('a filter', () => {
  test('decides which flows receive an event, by type and by expression', async () => {
    const [toCrm, toBooks] = [await flowTo(crm), await flowTo(books)];
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      filter: { types: ['order.paid', 'order.sent'] },
      additional_flows: [
        { flow_id: toCrm, filter: { types: ['order.paid'], expression: 'data.amount > 100' } },
        { flow_id: toBooks, filter: { expression: "kind = 'event' and headers.`x-github-event` = 'push'" } },
      ],
    });
    await send(webhook, { type: 'order.paid', data: { amount: 101 } });
    await ended(webhook, 3);
    await send(webhook, { type: 'order.paid', data: { amount: 100 } });
    await ended(webhook, 5);
    await send(webhook, { type: 'order.paid' });
    await ended(webhook, 7);
    await send(webhook, { type: 'order.opened', data: { amount: 101 } });
    await ended(webhook, 9);
    expect([own, crm, books].map(({ received }) => received.length)).toEqual([3, 1, 4]);
  });

  test('keeps an event that no flow receives, and delivers it when it is replayed with another filter', async () => {
    const flow = await flowTo(crm);
    const filter = { expression: "data.country = 'NL'" };
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      filter,
      additional_flows: [{ flow_id: flow, filter }],
    });
    const { body } = await send(webhook, { data: { country: 'BE' } });
    const { attributes } = await eventIn(owner, body.id, 'filtered');
    expect(attributes).toMatchObject({ state_reason_code: 'no_filter_matched', next_attempt_at: null });
    expect(await rowsOf(webhook)).toHaveLength(1);
    await change(webhook, {
      filter: null,
      additional_flows: [{ flow_id: flow, filter: { expression: "data.country = 'BE'" } }],
    });
    const replay = document('replay', { since: attributes.received_at, states: ['filtered'] });
    expect((await owner.post(`webhooks/${webhook.id}/replays`, replay)).body.data.attributes.replayed).toBe(
      1,
    );
    await app.platform.services.webhooks.deliverer.run();
    await ended(webhook, 2);
    expect([own, crm].map(({ received }) => received.length)).toEqual([1, 1]);
  });
});
