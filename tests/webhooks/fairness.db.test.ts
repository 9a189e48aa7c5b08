import type { ServerResponse } from 'node:http';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { until } from '../support/until.ts';
import {
  eventIn,
  FROM_GITHUB,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

/** Concurrent attempts that one hanging webhook, or several of one tenant, can have. */
const AT_ONCE = { webhook: 32, tenant: 125 };
const LATER = Date.now() + 86_400_000;

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
/** Does not respond until `release` is called. */
let hanging: FlowTarget;
let held: ServerResponse[];
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  hanging = await startFlowTarget();
  held = [];
  hanging.answer((response) => void held.push(response));
});
afterEach(async () => {
  release();
  await hanging.close();
  await target.close();
});

function release(): void {
  hanging.answer((response) => void response.writeHead(204).end());
  for (const response of held.splice(0)) response.writeHead(204).end();
}

/** Sends this many events to a new webhook whose target hangs. */
async function sendHanging(count: number): Promise<MadeWebhook> {
  const webhook = await makeWebhook(owner, hanging.url, FROM_GITHUB);
  const sent = Array.from({ length: count }, (_, n) => sendSigned(app, webhook, `{"n":${n}}`));
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array<number>(count).fill(202));
  return webhook;
}

/** Sends an event to a new webhook whose target responds, and waits for its delivery. */
async function expectDelivery(by: Caller): Promise<void> {
  const webhook = await makeWebhook(by, target.url, FROM_GITHUB);
  const { body } = await sendSigned(app, webhook, '{}');
  await eventIn(by, body.id, 'delivered');
}

/** No attempt to the hanging target has ended, so the other deliveries did not wait for it. */
async function expectStillHanging(): Promise<void> {
  expect(held).toHaveLength(hanging.received.length);
  const ended = tablesOf(app)('webhook_events').where({ state_reason_code: 'target_timeout' }).select('id');
  expect(await ended).toEqual([]);
}

test('a hanging target does not delay other webhooks of the tenant, or other tenants', async () => {
  await sendHanging(200);
  await hanging.until(AT_ONCE.webhook);
  await expectDelivery(owner);
  await expectDelivery(await app.tenant());
  await app.platform.services.webhooks.deliverer.run();
  await expectStillHanging();
});

test('a hanging target gets a limited number of events, and the rest once it responds', async () => {
  const webhook = await sendHanging(200);
  await hanging.until(AT_ONCE.webhook);
  for (let turn = 0; turn < 3; turn += 1) {
    await app.platform.services.webhooks.deliverer.run();
    await expectDelivery(await app.tenant());
  }
  expect(hanging.received).toHaveLength(AT_ONCE.webhook);
  release();
  await hanging.until(200);
  const bodies = hanging.received.map(({ body }) => body.toString());
  expect(new Set(bodies).size).toBe(200);
  await until(async () => !(await openOf(webhook)) || undefined);
  expect(hanging.received).toHaveLength(200);
});

async function openOf({ id }: MadeWebhook): Promise<boolean> {
  const open = tablesOf(app)('webhook_events').where({ webhook_id: id }).whereNotNull('next_attempt_at');
  return (await open.limit(1)).length > 0;
}

test('however many webhooks of a tenant hang, its other webhooks and other tenants have room', async () => {
  for (let count = 0; count < 5; count += 1) await sendHanging(40);
  await hanging.until(AT_ONCE.tenant);
  await expectDelivery(await app.tenant());
  await expectDelivery(owner);
  await app.platform.services.webhooks.deliverer.run();
  expect(hanging.received).toHaveLength(AT_ONCE.tenant);
  await expectStillHanging();
});

/** Creates webhooks of one flow whose target hangs. */
async function makeHanging(by: Caller, count: number): Promise<{ id: string }[]> {
  const first = await makeWebhook(by, hanging.url, FROM_GITHUB);
  const flow = { type: 'flow', id: first.flow };
  const more = document('webhook', { name: 'One more', ...FROM_GITHUB }, { flow });
  const made = await Promise.all(Array.from({ length: count - 1 }, () => by.post('webhooks', more)));
  return [first, ...made.map(({ body }) => ({ id: body.data.id as string }))];
}

/** Inserts events for each webhook, makes all of them due at the same time, and starts their delivery. */
async function deliverTo(webhooks: [by: Caller, { id: string }][], count: number): Promise<void> {
  const waiting = Array.from({ length: count }, () => ({
    state: 'pending',
    attempts: 0,
    next_attempt_at: LATER,
  }));
  for (const [by, webhook] of webhooks) await insertEvents(app, by, webhook, waiting);
  await tablesOf(app)('webhook_events').where({ next_attempt_at: LATER }).update({ next_attempt_at: 0 });
  await app.platform.services.webhooks.deliverer.run();
}

test('80 webhooks of a tenant that hang for the first time do not delay its other webhooks', async () => {
  const good = await makeWebhook(owner, target.url, FROM_GITHUB);
  const webhooks = await makeHanging(owner, 80);
  await deliverTo(
    webhooks.map((webhook) => [owner, webhook]),
    3,
  );
  await hanging.until(120);
  await expectBacklogDelivered(good);
  await expectStillHanging();
});

test('20 tenants whose targets hang for the first time do not delay other tenants', async () => {
  const good = await makeWebhook(owner, target.url, FROM_GITHUB);
  const webhooks: [Caller, { id: string }][] = [];
  for (let count = 0; count < 20; count += 1) {
    const by = await app.tenant();
    for (const webhook of await makeHanging(by, 3)) webhooks.push([by, webhook]);
  }
  await deliverTo(webhooks, 12);
  await hanging.until(500);
  await expectBacklogDelivered(good);
  await expectStillHanging();
});

/** Sends more events than a webhook has slots among many others that hang, and waits for their delivery. */
async function expectBacklogDelivered(webhook: MadeWebhook): Promise<void> {
  await Promise.all(Array.from({ length: 20 }, (_, n) => sendSigned(app, webhook, `{"n":${n}}`)));
  await target.until(20);
}

test('large events for a hanging target do not delay other webhooks of the tenant', async () => {
  const webhook = await makeWebhook(owner, hanging.url, FROM_GITHUB);
  const padding = 'x'.repeat(1_000_000);
  const sent = Array.from({ length: 80 }, (_, n) => sendSigned(app, webhook, `${n} ${padding}`));
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array<number>(80).fill(202));
  await app.platform.services.webhooks.deliverer.run();
  await expectDelivery(owner);
  await expectStillHanging();
});

describe('tenants whose parsers never end', () => {
  const ENDLESS = '($f := function(){ $f() }; $f())';
  const [TENANTS, WEBHOOKS] = [5, 8];
  const parsedBy = (expression: string) => ({
    ...FROM_GITHUB,
    config_services: {
      ...FROM_GITHUB.config_services,
      webhook_parser: { type: 'jsonata', format: 'json', expression },
    },
  });

  test('delay neither the events nor the webhook tests of another tenant', async () => {
    const endless: MadeWebhook[] = [];
    for (let tenant = 0; tenant < TENANTS; tenant += 1) {
      const by = await app.tenant();
      for (let count = 0; count < WEBHOOKS; count += 1)
        endless.push(await makeWebhook(by, target.url, parsedBy(ENDLESS)));
    }
    const webhook = await makeWebhook(owner, target.url, parsedBy('{"id": body.id}'));
    await Promise.all(endless.map((one) => sendSigned(app, one, '{}')));
    const ids = endless.map(({ id }) => id);
    const ended = async () =>
      (await tablesOf(app)('webhook_events').whereIn('webhook_id', ids).where({ state: 'failed' })).length;
    const before = await ended();
    const { body } = await sendSigned(app, webhook, '{"id":"1"}');
    await eventIn(owner, body.id, 'delivered');
    const sample = document('webhook-test', { headers: {}, body: '{"id":"2"}' });
    const tried = await owner.post(`webhooks/${webhook.id}/tests`, sample);
    expect(tried.body).toMatchObject({ data: { attributes: { parser: { parsed: { id: '2' } } } } });
    // It was ahead of nearly all the endless ones, each of which takes a second.
    expect((await ended()) - before).toBeLessThan(12);
    await tablesOf(app)('webhook_events').where({ state: 'pending' }).update({ next_attempt_at: null });
  });
});
