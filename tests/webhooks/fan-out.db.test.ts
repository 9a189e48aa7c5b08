import { randomUUID } from 'node:crypto';
import { createPrepare } from '../../src/webhooks/delivery/prepare.ts';
import { createTargetRead } from '../../src/webhooks/delivery/target-read.ts';
import type { WebhookEvent } from '../../src/webhooks/event-store.ts';
import { document, makeFlow, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { planOf, queriesDuring } from '../support/query-plans.ts';
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
    expect(attributes).toMatchObject({
      enabled: true,
      failing_since: null,
      failing_flows: [{ flow_id: flow, failing_since: expect.any(String) }],
    });
    const failing = async (is: boolean) =>
      (await owner.get(`webhooks?filter[failing]=${is}`)).body.data.map(
        ({ id }: { id: string }) => id,
      ) as unknown;
    expect([await failing(true), await failing(false)]).toEqual([[webhook.id], []]);
    expect((await owner.get('statistics')).body.data.attributes.webhooks.failing).toBe(1);
    // The flow keeps its failures if others are added.
    await owner.patch(
      `webhooks/${webhook.id}`,
      document('webhook', { additional_flows: [{ flow_id: flow }, { flow_id: await flowTo(own) }] }),
    );
    expect(await failing(true)).toEqual([webhook.id]);
    crm.answer((response) => void response.writeHead(204).end());
    await hurry(app, copy['id'] as string);
    await ended(webhook, 2);
    expect(own.received).toHaveLength(1);
    expect(crm.received).toHaveLength(2);
    await until(async () => ((await failing(true)) as unknown[]).length === 0 || undefined);
    expect((await owner.get(`webhooks/${webhook.id}`)).body.data.attributes.failing_flows).toEqual([]);
  });

  test('shows each flow whose deliveries fail, until it is removed from the webhook', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    for (const target of [own, crm]) target.answer((response) => void response.writeHead(500).end());
    await send(webhook);
    const failing = async () =>
      (await owner.get(`webhooks/${webhook.id}`)).body.data.attributes.failing_flows.map(
        ({ flow_id }: { flow_id: string }) => flow_id,
      ) as string[];
    await until(async () => (await failing()).length === 2 || undefined);
    expect(await failing()).toEqual([webhook.flow, flow]);
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { additional_flows: [] }));
    expect(await failing()).toEqual([webhook.flow]);
    await owner.patch(
      `webhooks/${webhook.id}`,
      document('webhook', { additional_flows: [{ flow_id: flow }] }),
    );
    expect(await failing()).toEqual([webhook.flow]);
  });

  test('has a queue per flow, so a target that hangs does not delay the others', async () => {
    const flow = await flowTo(crm);
    crm.answer(() => undefined);
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    // More than the attempts that a queue may have at a time, in both processes.
    const count = 80;
    await Promise.all(Array.from({ length: count }, (_, n) => send(webhook, { data: n })));
    await crm.until(32);
    await own.until(count);
    expect(crm.received.length).toBeLessThan(count);
  });

  test('keeps its failures apart: those of one flow never disable it', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    const failing_since = Date.now() - 6 * 86_400_000;
    const last_failed_at = Date.now() - 2 * 3_600_000;
    const row = () => tablesOf(app)('webhooks').where({ id: webhook.id });
    await row().update({ failing_since, last_failed_at });
    for (const target of [own, crm]) target.answer((response) => void response.writeHead(500).end());
    const { body } = await send(webhook);
    await attempted(owner, body.id, 1);
    await until(async () => Number((await row().first())!['last_failed_at']) > last_failed_at || undefined);
    expect((await owner.get(`webhooks/${webhook.id}`)).body.data.attributes.enabled).toBe(true);
    // A success of the other flow is none of its own.
    crm.answer((response) => void response.writeHead(204).end());
    const [, copy] = await rowsOf(webhook);
    await hurry(app, copy!['id'] as string);
    await eventIn(owner, copy!['id'] as string, 'delivered');
    expect(Number((await row().first())!['failing_since'])).toBe(failing_since);
  });

  test('accepts events while its own flow is not active, and holds those for that flow', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'stopped' }));
    const { status, body } = await send(webhook);
    expect(status).toBe(202);
    await crm.until(1);
    const held = await until(async () => {
      const { attributes } = (await owner.get(`webhook-events/${body.id}`)).body.data;
      return attributes.state_reason_code === 'flow_not_active' ? attributes : undefined;
    });
    expect(held.state).toBe('pending');
    expect(own.received).toEqual([]);
  });

  test('copies an event once, however often it is retried and replayed', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      additional_flows: [{ flow_id: flow }],
    });
    own.answer((response) => void response.writeHead(500).end());
    const { body } = await send(webhook, { id: 'again' });
    await attempted(owner, body.id, 1);
    own.answer((response) => void response.writeHead(204).end());
    await hurry(app, body.id);
    await eventIn(owner, body.id, 'delivered');
    await owner.post(`webhook-events/${body.id}/replays`);
    await own.until(3);
    await ended(webhook, 2);
    expect(crm.received).toHaveLength(1);
  });

  test('does not take the copies of an event for duplicates of each other, but finds repeated events', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      additional_flows: [{ flow_id: flow }],
    });
    const first = await send(webhook, { id: 'same' });
    await ended(webhook, 2);
    await send(webhook, { id: 'same', data: 'sent again' });
    const rows = await ended(webhook, 3);
    expect(rows.map(({ state }) => state as string).toSorted()).toEqual([
      'delivered',
      'delivered',
      'duplicate',
    ]);
    expect(rows.find(({ state }) => state === 'duplicate')!['duplicate_of']).toBe(first.body.id);
  });

  test('delivers each event of a list to every flow', async () => {
    const flow = await flowTo(crm);
    const webhook_parser = {
      type: 'jsonata',
      format: 'json',
      expression: 'body.{"type": type, "id": id, "data": $}',
    };
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      config_services: { ...FROM_GITHUB.config_services, webhook_parser },
      additional_flows: [{ flow_id: flow, filter: { types: ['b'] } }],
    });
    const list = ['a', 'b', 'b'].map((type, id) => ({ type, id }));
    await sendSigned(app, webhook, JSON.stringify(list));
    await ended(webhook, 5);
    expect([own, crm].map(({ received }) => received.length)).toEqual([3, 2]);
  });

  test('copies each event once if two processes receive and deliver them', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      filter: { expression: 'data >= 0' },
      additional_flows: [{ flow_id: flow, filter: { expression: 'data >= 0' } }],
    });
    const sent = Array.from({ length: 30 }, (_, n) =>
      sendSigned([app, other][n % 2]!, webhook, bodyOf({ id: n, data: n })),
    );
    for (const { status } of await Promise.all(sent)) expect(status).toBe(202);
    await ended(webhook, 60);
    for (const { received } of [own, crm]) {
      const numbers = received.map(({ body }) => (JSON.parse(body.toString()) as { data: number }).data);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    }
  });

  test('copies an event to all of its flows or to none', async () => {
    const [toCrm, toBooks] = [await flowTo(crm), await flowTo(books)];
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      additional_flows: [{ flow_id: toCrm }, { flow_id: toBooks }],
    });
    const remove = await addTrigger(app, {
      on: 'BEFORE INSERT',
      table: 'webhook_events',
      condition: `NEW.flow_id = '${toBooks}'`,
    });
    const { body } = await send(webhook);
    await until(async () => app.logged().includes('delivery failed') || undefined);
    expect(await rowsOf(webhook)).toMatchObject([{ id: body.id, routing: null, state: 'pending' }]);
    expect([own, crm, books].flatMap(({ received }) => received)).toEqual([]);
    await remove();
    await hurry(app, body.id);
    await ended(webhook, 3);
    expect([own, crm, books].map(({ received }) => received.length)).toEqual([1, 1, 1]);
  });

  test('does not copy events that another process has taken over', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, FROM_GITHUB);
    await change(webhook, { enabled: false, additional_flows: [{ flow_id: flow }] });
    const [id] = await insertEvents(app, owner, webhook, [
      { state: 'pending', attempts: 1, next_attempt_at: Date.now() + 3_600_000, claimed_by: randomUUID() },
    ]);
    const { database } = app.platform.services;
    const readTarget = createTargetRead(database.reads);
    const prepare = createPrepare({ database, readTarget, clock: Date.now });
    const frozen = (await tablesOf(app)('webhook_events').where({ id }).first()) as WebhookEvent;
    await tablesOf(app)('webhook_events').where({ id }).update({ attempts: 2 });
    expect((await prepare([frozen])).ready).toEqual([]);
    expect(await rowsOf(webhook)).toHaveLength(1);
    await tablesOf(app)('webhook_events').where({ id }).update({ attempts: 1 });
    expect((await prepare([frozen])).ready).toHaveLength(1);
    expect(await rowsOf(webhook)).toHaveLength(2);
  });

  test('holds no event for a flow that was removed from it, and can deliver to it again', async () => {
    const flow = await flowTo(crm);
    crm.answer((response) => void response.writeHead(500).end());
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    await send(webhook);
    const copy = await until(async () => (await rowsOf(webhook)).find(({ flow_id }) => flow_id === flow));
    const id = copy['id'] as string;
    await attempted(owner, id, 1);
    await change(webhook, { additional_flows: [] });
    await hurry(app, id);
    const { attributes } = await eventIn(owner, id, 'failed');
    expect(attributes).toMatchObject({ state_reason_code: 'flow_removed', next_attempt_at: null });
    await change(webhook, { additional_flows: [{ flow_id: flow }] });
    crm.answer((response) => void response.writeHead(204).end());
    await owner.post(`webhook-events/${id}/replays`);
    await app.platform.services.webhooks.deliverer.run();
    await eventIn(owner, id, 'delivered');
  });
});

describe('the flows of a webhook', () => {
  test('cannot be deleted while it delivers to them, and are found by the filter of the list', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...FROM_GITHUB,
      additional_flows: [{ flow_id: flow }],
    });
    const found = await owner.get(`webhooks?filter[flow]=${flow}`);
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([webhook.id]);
    const refused = await owner.delete(`flows/${flow}`);
    expect([refused.status, refused.body.errors[0].code]).toEqual([409, 'flow_in_use']);
    expect((await change(webhook, { additional_flows: [] })).body.data.attributes.additional_flows).toEqual(
      [],
    );
    expect((await owner.delete(`flows/${flow}`)).status).toBe(204);
    const { body } = await owner.get('audit-events?filter[action]=webhooks.create');
    expect(body.data[0].attributes.details).toMatchObject({ additional_flows: [flow] });
  });

  test('must be different flows of its own tenant, at most 20', async () => {
    const flow = await flowTo(crm);
    const foreign = await flowTo(crm, await app.tenant());
    const webhook = await makeWebhook(owner, own.url, FROM_GITHUB);
    const at = '/data/attributes/additional_flows';
    const refusal = async (attributes: object) => {
      const { status, body } = await change(webhook, attributes);
      return [status, body.errors[0].source.pointer];
    };
    const ids = (flows: readonly string[]) => ({ additional_flows: flows.map((flow_id) => ({ flow_id })) });
    expect(await refusal(ids([flow, foreign]))).toEqual([404, `${at}/1/flow_id`]);
    expect(await refusal(ids([flow, flow]))).toEqual([422, `${at}/1/flow_id`]);
    expect(await refusal(ids([webhook.flow]))).toEqual([422, `${at}/0/flow_id`]);
    expect(await refusal(ids(Array.from({ length: 21 }, () => randomUUID())))).toEqual([422, at]);
    expect((await change(webhook, ids([flow]))).status).toBe(200);
    const moved = { flow: { type: 'flow', id: flow } };
    const { status, body } = await owner.patch(`webhooks/${webhook.id}`, document('webhook', {}, moved));
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data']);
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

  test.each([
    [
      'returns neither true nor false',
      'data',
      /^The filter of the flow failed: the expression returned an object /,
    ],
    ['fails', '$number(type) > 1', /the expression failed \(near character 8\): /],
    ['runs too long', '($f := function() { $f() }; $f())', /the expression ran for more than one second\./],
  ])('that %s fails the delivery to its flow only', async (_what, expression, reason) => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      filter: { expression },
      additional_flows: [{ flow_id: flow }],
    });
    const { body } = await send(webhook);
    const { attributes } = await eventIn(owner, body.id, 'failed');
    expect(attributes).toMatchObject({ state_reason_code: 'filter_failed', next_attempt_at: null });
    expect(attributes.state_reason).toMatch(reason);
    await ended(webhook, 2);
    expect([own, crm].map(({ received }) => received.length)).toEqual([0, 1]);
    await change(webhook, { filter: { expression: "type = 'order.paid'" } });
    await owner.post(`webhook-events/${body.id}/replays`);
    await app.platform.services.webhooks.deliverer.run();
    await eventIn(owner, body.id, 'delivered');
    await ended(webhook, 2);
    expect([own, crm].map(({ received }) => received.length)).toEqual([1, 1]);
  });

  test('of an additional flow that fails leaves a failed event for it, which can be replayed', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      additional_flows: [{ flow_id: flow, filter: { expression: '$error()' } }],
    });
    await send(webhook);
    const rows = await ended(webhook, 2);
    expect(stateBy(rows)).toEqual({ own: 'delivered', [flow]: 'failed' });
    const failed = rows.find(({ flow_id }) => flow_id === flow)!['id'] as string;
    await change(webhook, { additional_flows: [{ flow_id: flow, filter: { types: ['other'] } }] });
    await owner.post(`webhook-events/${failed}/replays`);
    await app.platform.services.webhooks.deliverer.run();
    const { attributes } = await eventIn(owner, failed, 'filtered');
    expect(attributes.state_reason_code).toBe('filter_not_matched');
    await change(webhook, { additional_flows: [{ flow_id: flow, filter: null }] });
    await owner.post(`webhook-events/${failed}/replays`);
    await app.platform.services.webhooks.deliverer.run();
    await eventIn(owner, failed, 'delivered');
    expect([own, crm].map(({ received }) => received.length)).toEqual([1, 1]);
  });

  test('of the own flow that does not match is shown on the event, which others receive', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      filter: { types: ['other'] },
      additional_flows: [{ flow_id: flow }],
    });
    const { body } = await send(webhook);
    const rows = await ended(webhook, 2);
    expect(stateBy(rows)).toEqual({ own: 'filtered', [flow]: 'delivered' });
    await change(webhook, { filter: null });
    await owner.post(`webhook-events/${body.id}/replays`);
    await app.platform.services.webhooks.deliverer.run();
    await eventIn(owner, body.id, 'delivered');
    await ended(webhook, 2);
    expect([own, crm].map(({ received }) => received.length)).toEqual([1, 1]);
  });

  test.each([
    ['an expression that is not JSONata', { expression: '(' }, '/expression'],
    ['types without a parser', { types: ['a'] }, '/types'],
    ['nothing in it', {}, ''],
  ])('with %s is refused', async (_what, filter, where) => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, FROM_GITHUB);
    const { status, body } = await change(webhook, { additional_flows: [{ flow_id: flow, filter }] });
    expect([status, body.errors[0].source.pointer]).toEqual([
      422,
      `/data/attributes/additional_flows/0/filter${where}`,
    ]);
    expect((await change(webhook, { filter })).body.errors[0].source.pointer).toBe(
      `/data/attributes/filter${where}`,
    );
  });

  test('is tried by a test of the webhook', async () => {
    const flow = await flowTo(crm);
    const webhook = await makeWebhook(owner, own.url, {
      ...UNDERSTOOD,
      filter: { types: ['order.paid'] },
      additional_flows: [{ flow_id: flow, filter: { expression: '$error("no")' } }],
    });
    const sample = { body: bodyOf({}), headers: {} };
    const { body } = await owner.post(`webhooks/${webhook.id}/tests`, document('webhook-test', sample));
    expect(body.data.attributes.flows).toMatchObject([
      { flow_id: webhook.flow, matches: true, reason: null },
      { flow_id: flow, matches: false, reason: expect.stringContaining('the expression failed') },
    ]);
  });
});

test('due events are found by an index, queue by queue', async () => {
  const queries = await queriesDuring(app, () => app.platform.services.webhooks.deliverer.run());
  const due = queries.find(({ sql }) => sql.includes('WITH RECURSIVE queues'))!;
  const plan = await planOf(app, due);
  expect(plan).toContain('webhook_events_due_index');
  expect(plan).not.toMatch(/SCAN webhook_events(?! USING)|Seq Scan on webhook_events/);
});
