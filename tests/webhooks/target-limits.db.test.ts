import { createAllowances } from '../../src/webhooks/allowances.ts';
import { createTargetLimits } from '../../src/webhooks/delivery/target-limits.ts';
import { newId } from '../../src/system/ids.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  eventIn,
  eventWhen,
  FROM_GITHUB,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';
import { until } from '../support/until.ts';
import type { ServerResponse } from 'node:http';

const EVENTS = 8;

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

async function deliverWith(delivery: object | null): Promise<void> {
  const { status, text } = await owner.patch(`flows/${webhook.flow}`, document('flow', { delivery }));
  if (status !== 200) throw new Error(text);
}

/** Another webhook of the same flow. */
async function anotherOfTheFlow(): Promise<MadeWebhook> {
  const { body } = await owner.post(
    'webhooks',
    document('webhook', { name: 'Another', ...FROM_GITHUB }, { flow: { type: 'flow', id: webhook.flow } }),
  );
  return { ...webhook, path: new URL(body.data.attributes.endpoint).pathname };
}

async function sendEvents(to = webhook): Promise<string[]> {
  const sent = await Promise.all(Array.from({ length: EVENTS }, (_, n) => sendSigned(app, to, `{"n":${n}}`)));
  return sent.map(({ body }) => body.id as string);
}

/** Holds the responses of the target. @returns how many there were at most, once all events are delivered */
async function mostAtOnce(send: () => Promise<string[]>): Promise<number> {
  const held: ServerResponse[] = [];
  let most = 0;
  target.answer((response) => {
    held.push(response);
    most = Math.max(most, held.length);
    // Those that may arrive at the same time do so within this time.
    setTimeout(() => held.shift()!.writeHead(204).end(), 30);
  });
  const ids = await send();
  await Promise.all(ids.map((id) => eventIn(owner, id, 'delivered')));
  return most;
}

describe('the concurrency of a flow', () => {
  test('limits the requests to its target at the same time', async () => {
    await deliverWith({ concurrency: 2 });
    expect(await mostAtOnce(sendEvents)).toBeLessThanOrEqual(2);
    expect(target.received).toHaveLength(EVENTS);
  });

  test('is shared by its webhooks', async () => {
    await deliverWith({ concurrency: 1 });
    const another = await anotherOfTheFlow();
    const both = async () => (await Promise.all([sendEvents(), sendEvents(another)])).flat();
    expect(await mostAtOnce(both)).toBe(1);
  });

  test('is waited for, and not tried again and again', async () => {
    await deliverWith({ concurrency: 1 });
    const another = await anotherOfTheFlow();
    target.answer(() => undefined);
    await sendSigned(app, webhook, '{}');
    await target.until(1);
    const ids = await sendEvents(another);
    for (let n = 0; n < 50; n += 1) {
      await app.platform.services.webhooks.deliverer.run();
      await owner.get(`flows/${webhook.flow}`);
    }
    const events = await Promise.all(ids.map((id) => eventIn(owner, id, 'pending')));
    const attempts = events.reduce((sum, { attributes }) => sum + attributes.attempts, 0);
    expect(attempts).toBeLessThanOrEqual(2 * EVENTS);
  });

  test('leaves no room to claim events of another webhook while it is used up', async () => {
    const { database } = app.platform.services;
    const limits = createTargetLimits(createAllowances(database, Date.now), Date.now);
    const flow = { flowId: newId(), delivery: { concurrency: 1 } };
    const [one, other] = [newId(), newId()].map((queue_id) => ({ tenant_id: owner.tenantId, queue_id }));
    expect([await limits.enter(one!, flow), await limits.enter(other!, flow)]).toEqual([true, false]);
    expect([limits.maxOf(one!), limits.maxOf(other!)]).toEqual([1, 0]);
    expect(limits.leave(one!, flow)).toEqual(other);
    expect([limits.maxOf(one!), limits.maxOf(other!)]).toEqual([1, 1]);
  });

  test('is shared fairly: a webhook with many events leaves room for the others', async () => {
    await deliverWith({ concurrency: 1 });
    const another = await anotherOfTheFlow();
    target.answer((response) => void setTimeout(() => response.writeHead(204).end(), 200));
    await sendEvents();
    const { body } = await sendSigned(app, another, '{"other":1}');
    const before = target.received.length;
    await eventIn(owner, body.id, 'delivered');
    const place = target.received.findIndex(({ headers }) => headers['webhook-id'] === body.id);
    expect(place - before).toBeLessThanOrEqual(2);
  });

  test('does not limit other flows', async () => {
    await deliverWith({ concurrency: 1 });
    target.answer(() => undefined);
    await sendEvents();
    const other = await makeWebhook(owner, target.url, FROM_GITHUB);
    await sendEvents(other);
    await target.until(1 + EVENTS);
    expect(target.received).toHaveLength(1 + EVENTS);
  });
});

describe('the rate of a flow', () => {
  test('limits the requests to its target; the others wait without using up attempts', async () => {
    await deliverWith({ rate: { requests: 3, per: 'hour' } });
    const ids = await sendEvents();
    // An event of which an attempt has ended says why it waits; those behind it may not have been tried.
    const counts = await until(async () => {
      const events = await Promise.all(ids.map((id) => eventWhen(owner, id, () => true)));
      const states = events.map(({ attributes: { state, state_reason_code: code } }) => code ?? state);
      const delivered = states.filter((state) => state === 'delivered').length;
      return delivered === 3 && states.includes('delivery_limited')
        ? { delivered, of: states.length }
        : undefined;
    });
    expect([counts, target.received.length]).toEqual([{ delivered: 3, of: EVENTS }, 3]);
    const rows = (await tablesOf(app)('webhook_events').whereIn('id', ids).where({ state: 'pending' })) as {
      attempts: number;
      earlier_attempts: number;
    }[];
    for (const { attempts, earlier_attempts } of rows)
      expect(attempts - earlier_attempts).toBeLessThanOrEqual(1);
    await deliverWith(null);
    await Promise.all(ids.map((id) => eventIn(owner, id, 'delivered')));
    expect(target.received).toHaveLength(EVENTS);
  });

  test('is shared by all processes, and starts again in the next period', async () => {
    const { database } = app.platform.services;
    const key = { tenant_id: owner.tenantId, queue_id: webhook.id };
    const limited = { flowId: newId(), delivery: { rate: { requests: 50, per: 'hour' as const } } };
    const processes = [1, 2].map(() => createTargetLimits(createAllowances(database, Date.now), Date.now));
    const enterMany = async () => {
      const entered = await Promise.all(
        Array.from({ length: 80 }, (_, n) => processes[n % 2]!.enter(key, limited)),
      );
      return entered.filter(Boolean).length;
    };
    expect(await enterMany()).toBe(50);
    expect(await enterMany()).toBe(0);
    expect(processes.map((one) => one.maxOf(key))).toEqual([0, 0]);
    await tablesOf(app)('webhook_rates').where({ id: limited.flowId }).update({ window_start: 0 });
    const restarted = createTargetLimits(createAllowances(database, Date.now), Date.now);
    expect(await restarted.enter(key, limited)).toBe(true);
  });

  test('is forgotten with the flow', async () => {
    await deliverWith({ rate: { requests: 3, per: 'hour' } });
    const { body } = await sendSigned(app, webhook, '{}');
    await eventIn(owner, body.id, 'delivered');
    const rows = () => tablesOf(app)('webhook_rates').where({ id: webhook.flow });
    expect(await rows()).toHaveLength(1);
    await owner.delete(`webhooks/${webhook.id}`);
    expect((await owner.delete(`flows/${webhook.flow}`)).status).toBe(204);
    expect(await rows()).toEqual([]);
  });
});
