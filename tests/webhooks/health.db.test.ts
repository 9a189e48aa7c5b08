import { document, makeFlow, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  eventIn,
  FROM_GITHUB,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];

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

async function sendEvent(body = '{}'): Promise<string> {
  const { status, body: answer, text } = await sendSigned(app, webhook, body);
  if (status !== 202) throw new Error(text);
  return answer.id;
}

const row = () => tablesOf(app)('webhooks').where({ id: webhook.id });

interface Row {
  enabled: boolean | number;
  failing_since: number | null;
  last_failed_at: number | null;
}

/** Sets since when deliveries fail and when one last failed, in milliseconds before now, and lets another one fail. */
async function failAfter(failing: number, lastFailure: number | null): Promise<Row> {
  const now = Date.now();
  const last_failed_at = lastFailure === null ? null : now - lastFailure;
  await row().update({ failing_since: now - failing, last_failed_at });
  target.answer((response) => response.writeHead(503).end());
  await attempted(owner, await sendEvent(), 1);
  return until(async () => {
    const after = (await row().first()) as Row;
    return Number(after.last_failed_at) >= now ? after : undefined;
  });
}

test('a webhook whose deliveries have failed for five days is disabled and audited', async () => {
  target.answer((response) => response.writeHead(500).end());
  const first = await sendEvent('1');
  await attempted(owner, first, 1);
  const failing = async () => (await owner.get(`webhooks/${webhook.id}`)).body.data.attributes;
  expect(await failing()).toMatchObject({ enabled: true, failing_since: expect.any(String) });
  await tablesOf(app)('webhooks')
    .where({ id: webhook.id })
    .update({ failing_since: Date.now() - 5 * 86_400_000 });
  const second = await sendEvent('2');
  await attempted(owner, second, 1);
  await until(async () => (await failing()).enabled === false || undefined);
  const { body } = await owner.get('audit-events?filter[action]=webhooks.switch_off');
  expect(body.data).toMatchObject([{ attributes: { actor_type: 'system', resource_id: webhook.id } }]);
  // Enabling it resets failing_since.
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: true }));
  expect(await failing()).toMatchObject({ enabled: true, failing_since: null });
});

test('a webhook whose deliveries fail once a day is disabled after five days', async () => {
  expect(Boolean((await failAfter(5 * DAY, 25 * HOUR)).enabled)).toBe(false);
});

test.each([
  ['long after the last one', 6 * DAY],
  ['a day and a half after the last one', 36 * HOUR],
  ['when it is unknown when the last one was', null],
])('a failure %s does not disable a webhook, and the five days start again', async (_, lastFailure) => {
  const before = Date.now();
  const { enabled, failing_since } = await failAfter(6 * DAY, lastFailure);
  expect(Boolean(enabled)).toBe(true);
  expect(Number(failing_since)).toBeGreaterThanOrEqual(before);
});

test('further failures do not change failing_since', async () => {
  const { enabled, failing_since } = await failAfter(4 * DAY, 2 * HOUR);
  expect(Boolean(enabled)).toBe(true);
  expect(Number(failing_since)).toBeLessThanOrEqual(Date.now() - 4 * DAY);
});

test('one successful delivery resets failing_since', async () => {
  target.answer((response) => response.writeHead(500).end());
  await attempted(owner, await sendEvent('1'), 1);
  target.answer((response) => response.writeHead(200).end());
  await eventIn(owner, await sendEvent('2'), 'delivered');
  const since = async () =>
    (await owner.get(`webhooks/${webhook.id}`)).body.data.attributes.failing_since as string | null;
  await until(async () => (await since()) === null || undefined);
});

test('a success also resets failing_since if another delivery failed during the attempt', async () => {
  let succeed = (): unknown => undefined;
  target.answer((response) => void (succeed = () => response.writeHead(204).end()));
  const slow = await sendEvent('1');
  await target.until(1);
  target.answer((response) => response.writeHead(500).end());
  await attempted(owner, await sendEvent('2'), 1);
  const failingSince = async () => ((await row().first()) as Row).failing_since;
  await until(async () => (await failingSince()) ?? undefined);
  succeed();
  await eventIn(owner, slow, 'delivered');
  await until(async () => (await failingSince()) === null || undefined);
});

test('pointing a webhook at another flow resets failing_since', async () => {
  target.answer((response) => response.writeHead(500).end());
  await attempted(owner, await sendEvent(), 1);
  const failing = async () => {
    const { attributes } = (await owner.get(`webhooks/${webhook.id}`)).body.data;
    return attributes.failing_since as string | null;
  };
  await until(async () => (await failing()) ?? undefined);
  const flow = { type: 'flow', id: await makeFlow(owner, [], 'active') };
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { name: 'x' }));
  expect(await failing()).not.toBeNull();
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', {}, { flow }));
  expect(await failing()).toBeNull();
});
