import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  eventIn,
  FROM_GITHUB,
  GITHUB_SECRET,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

let app: TestApp;
let other: TestApp;
let owner: Caller;
let target: FlowTarget;
let receiver: FlowTarget;
let webhook: MadeWebhook;
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
  target = await startFlowTarget();
  receiver = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { alert_url: receiver.url }));
});
afterEach(async () => {
  await target.close();
  await receiver.close();
});

const health = (of: TestApp) => of.platform.services.webhooks.health;
const row = () => tablesOf(app)('webhooks').where({ id: webhook.id });
const attributes = async () => (await owner.get(`webhooks/${webhook.id}`)).body.data.attributes;
const flowName = async (id: string) => (await owner.get(`flows/${id}`)).body.data.attributes.name as string;
const audited = async (action: string): Promise<Answer['body'][]> =>
  (await owner.get(`audit-events?filter[action]=${action}`)).body.data;
/** The alerts of the tenant, of one kind. */
const alerts = async (event: string): Promise<Answer['body'][]> => {
  const { body } = await owner.get('alerts');
  return body.data
    .map(({ attributes: one }: Answer['body']) => one)
    .filter((one: Answer['body']) => one.event === event);
};
const reject = (count: number, by = app) =>
  Promise.all(Array.from({ length: count }, () => by.request('POST', webhook.path, { body: '{}' })));
const flush = (of = app) => of.platform.services.webhooks.rejections.flush();

describe('a webhook whose deliveries fail', () => {
  const failFor = (milliseconds: number) =>
    row().update({ failing_since: Date.now() - milliseconds, last_failed_at: Date.now() });

  test('is reported after five minutes, in the audit log and to alert_url', async () => {
    await failFor(4 * MINUTE);
    await health(app).noteFailing();
    expect(await audited('webhooks.failing')).toEqual([]);
    await failFor(5 * MINUTE);
    const { failing_since } = await attributes();
    await health(app).noteFailing();
    expect(await audited('webhooks.failing')).toMatchObject([
      { attributes: { actor_type: 'system', resource_id: webhook.id, details: { since: failing_since } } },
    ]);
    await receiver.until(1);
    expect(JSON.parse(receiver.received[0]!.body.toString())).toEqual({
      type: 'webhook.failing',
      timestamp: expect.any(String),
      data: {
        tenant_id: owner.tenantId,
        webhook_id: webhook.id,
        webhook_name: 'A webhook',
        reason: 'All deliveries to the flow fail.',
        flow_id: webhook.flow,
        flow_name: await flowName(webhook.flow),
        since: failing_since,
      },
    });
  });

  test('is reported once, by whichever process', async () => {
    await failFor(HOUR);
    await Promise.all([app, other, app, other].map((one) => health(one).noteFailing()));
    await health(app).noteFailing();
    expect(await audited('webhooks.failing')).toHaveLength(1);
    expect(await alerts('webhook.failing')).toHaveLength(1);
  });

  test('is reported again if it fails anew, but not more than once an hour', async () => {
    await failFor(HOUR);
    await health(app).noteFailing();
    const noted = (ago: number) => row().update({ failing_noted_at: Date.now() - ago });
    await failFor(6 * MINUTE);
    await noted(30 * MINUTE);
    await health(app).noteFailing();
    expect(await audited('webhooks.failing')).toHaveLength(1);
    await noted(61 * MINUTE);
    await health(app).noteFailing();
    expect(await audited('webhooks.failing')).toHaveLength(2);
  });

  test('is reported for each of its flows, with the flow', async () => {
    const { flow } = await makeWebhook(owner, target.url, FROM_GITHUB);
    await owner.patch(
      `webhooks/${webhook.id}`,
      document('webhook', { additional_flows: [{ flow_id: flow }] }),
    );
    const added = () => tablesOf(app)('webhook_flows').where({ webhook_id: webhook.id, flow_id: flow });
    const failing = { failing_since: Date.now() - HOUR, last_failed_at: Date.now() };
    await added().update(failing);
    await Promise.all([app, other].map((one) => health(one).noteFailing()));
    expect(await alerts('webhook.failing')).toMatchObject([
      { details: { webhook_id: webhook.id, flow_id: flow, flow_name: await flowName(flow) } },
    ]);
    await failFor(HOUR);
    await health(app).noteFailing();
    expect(await alerts('webhook.failing')).toHaveLength(2);
    await added().update({ failing_noted_at: null });
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
    await health(app).noteFailing();
    expect(await alerts('webhook.failing')).toHaveLength(2);
  });

  test('is not reported while it is disabled', async () => {
    await failFor(HOUR);
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
    await health(app).noteFailing();
    expect(await audited('webhooks.failing')).toEqual([]);
  });
});

test('a webhook that is disabled automatically is reported to alert_url', async () => {
  target.answer((response) => response.writeHead(500).end());
  await row().update({ failing_since: Date.now() - 5 * DAY, last_failed_at: Date.now() - 2 * HOUR });
  const { body } = await sendSigned(app, webhook, '{}');
  await attempted(owner, body.id, 1);
  await until(async () => (await alerts('webhook.disabled'))[0]);
  expect((await alerts('webhook.disabled'))[0].details).toMatchObject({
    webhook_id: webhook.id,
    reason: 'All deliveries have failed for five days.',
  });
});

test('a target that is gone is reported to alert_url, without its query', async () => {
  await owner.patch(
    `flows/${webhook.flow}`,
    document('flow', { target_url: `${target.url}/a?token=secret` }),
  );
  target.answer((response) => response.writeHead(410).end());
  await sendSigned(app, webhook, '{}');
  const [alert] = await until(async () => {
    const found = await alerts('flow.target_gone');
    return found.length > 0 ? found : undefined;
  });
  expect(alert.details).toMatchObject({ flow_id: webhook.flow, target_url: `${target.url}/a` });
});

describe('a webhook that rejects all senders', () => {
  test('is reported after ten requests, in the audit log, the list and to alert_url', async () => {
    await reject(9);
    await flush();
    expect((await attributes()).rejecting_since).toBeNull();
    await reject(1);
    await flush();
    const { rejecting_since } = await attributes();
    expect(Date.parse(rejecting_since)).toBeGreaterThan(Date.now() - MINUTE);
    expect(await audited('webhooks.rejecting')).toMatchObject([{ attributes: { resource_id: webhook.id } }]);
    expect((await alerts('webhook.rejecting'))[0].details).toMatchObject({ since: rejecting_since });
    const listed = async (rejecting: boolean) =>
      (await owner.get(`webhooks?filter[rejecting]=${String(rejecting)}`)).body.data.length;
    expect([await listed(true), await listed(false)]).toEqual([1, 0]);
  });

  test('is reported once, by whichever process rejected the requests', async () => {
    await Promise.all([reject(10), reject(10, other)]);
    await Promise.all([flush(app), flush(other)]);
    await reject(10);
    await flush();
    expect(await audited('webhooks.rejecting')).toHaveLength(1);
    expect(await alerts('webhook.rejecting')).toHaveLength(1);
  });

  test('is not one that accepted a request in the same hour', async () => {
    await sendSigned(app, webhook, '{}');
    await reject(20);
    await flush();
    expect((await attributes()).rejecting_since).toBeNull();
  });

  test('is not one that only rejects other methods, or too many requests', async () => {
    for (let count = 0; count < 12; count += 1) await app.request('GET', webhook.path);
    await flush();
    expect((await attributes()).rejecting_since).toBeNull();
  });

  test('is no longer one after an accepted request', async () => {
    await reject(10);
    await flush();
    await health(app).clearRejecting();
    expect((await attributes()).rejecting_since).not.toBeNull();
    const { body } = await sendSigned(app, webhook, '{}');
    await eventIn(owner, body.id, 'delivered');
    await health(app).clearRejecting();
    expect((await attributes()).rejecting_since).toBeNull();
  });

  test('is no longer one a day after the last rejection, or once its secret changes', async () => {
    await reject(10);
    await flush();
    const hour = Math.floor(Date.now() / HOUR) - 25;
    await tablesOf(app)('rejection_hours').where({ webhook_id: webhook.id }).update({ hour });
    await health(app).clearRejecting();
    expect((await attributes()).rejecting_since).toBeNull();
    await row().update({ rejecting_since: Date.now() });
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { name: 'x' }));
    expect((await attributes()).rejecting_since).not.toBeNull();
    await owner.patch(`webhooks/${webhook.id}`, document('webhook', { secret: `${GITHUB_SECRET} 2` }));
    expect((await attributes()).rejecting_since).toBeNull();
  });
});

test('nothing is stored for a tenant without alert_url', async () => {
  await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { alert_url: null }));
  await reject(10);
  await flush();
  expect(await audited('webhooks.rejecting')).toHaveLength(1);
  expect((await owner.get('alerts')).body.data).toEqual([]);
});
