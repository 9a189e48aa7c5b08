import { randomUUID } from 'node:crypto';
import { createAllowances } from '../../src/webhooks/allowances.ts';
import { createRateLimit } from '../../src/webhooks/receiving/rate.ts';
import { startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import {
  eventsKept,
  FROM_GITHUB,
  githubHeaders,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

/** Events per second; a window allows ten times as many. */
const LIMITS = { ...LOOPBACK_ALLOWED, WEBHOOK_RATE: '1', WEBHOOK_TENANT_RATE: '1' };
/** Milliseconds. */
const WINDOW = 10_000;

let app: TestApp;
let otherServer: TestApp;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LIMITS);
  otherServer = await startApp({ ...LIMITS, DATABASE_URL: app.databaseUrl });
  target = await startFlowTarget();
});
afterAll(async () => {
  await otherServer.close();
  await app.close();
  await target.close();
});

let owner: Caller;
let webhook: MadeWebhook;

/** Runs the work for a new tenant, and repeats it until it fits in one window. Usually once is enough. */
async function inOneWindow<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    owner = await app.tenant();
    webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
    const window = Math.floor(Date.now() / WINDOW);
    const result = await work();
    if (Math.floor(Date.now() / WINDOW) === window) return result;
  }
}

let sent = 0;
/** Sends this many events at once, to the webhooks and servers in turn. */
function sendMany(count: number, to = [webhook], by = [app]): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      sendSigned(by[n % by.length]!, to[n % to.length]!, `{"n":${(sent += 1)}}`),
    ),
  );
}

const times = (count: number, status: number): number[] => Array<number>(count).fill(status);
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();

test('deleting a webhook deletes its event count', async () => {
  owner = await app.tenant();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  await sendMany(1);
  const kept = () => tablesOf(app)('webhook_rates').where({ id: webhook.id });
  expect(await kept()).toHaveLength(1);
  await owner.delete(`webhooks/${webhook.id}`);
  expect(await kept()).toEqual([]);
});

test('a webhook accepts ten times its rate in a window, and then responds 429 with Retry-After', async () => {
  const answers = await inOneWindow(() => sendMany(12));
  expect(statuses(answers)).toEqual([...times(10, 202), 429, 429]);
  const { headers, body } = answers.find(({ status }) => status === 429)!;
  expect(body.errors[0].code).toBe('rate_limited');
  expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(10);
  expect(await eventsKept(app, webhook)).toBe(10);
});

test('the rate of a tenant applies to all its webhooks together', async () => {
  const [answers, kept] = await inOneWindow(async () => {
    const webhooks = [webhook, await makeWebhook(owner, target.url, FROM_GITHUB)];
    const all = await sendMany(16, webhooks);
    const counts = await Promise.all(webhooks.map((one) => eventsKept(app, one)));
    return [all, counts.reduce((sum, count) => sum + count)];
  });
  expect(statuses(answers)).toEqual([...times(10, 202), ...times(6, 429)]);
  expect(answers.find(({ status }) => status === 429)!.body.errors[0].detail).toContain('this tenant');
  expect(kept).toBe(10);
});

test('two servers on one database share their counts', async () => {
  const answers = await inOneWindow(() => sendMany(24, [webhook], [app, otherServer]));
  expect(statuses(answers)).toEqual([...times(10, 202), ...times(14, 429)]);
});

test('all windows start at the same moments, whenever counting starts', async () => {
  const { database } = app.platform.services;
  const limitRate = createRateLimit(createAllowances(database, Date.now), { webhook: 1, tenant: 1000 });
  const { tenantId: tenant_id } = await app.tenant();
  for (let n = 0; n < 2_000; n += 1) await limitRate({ tenant_id, webhook_id: randomUUID() });
  const starts = (await tablesOf(app)('webhook_rates')
    .where({ tenant_id })
    .pluck('window_start')) as number[];
  expect(starts.length).toBeGreaterThan(2_000);
  expect(starts.filter((start) => Number(start) % WINDOW !== 0)).toEqual([]);
});

test('events with a wrong signature do not count', async () => {
  const [refused, answers] = await inOneWindow(async () => {
    const strangers = Array.from({ length: 15 }, () =>
      app.request('POST', webhook.path, { headers: githubHeaders('{}', 'another secret'), body: '{}' }),
    );
    return [await Promise.all(strangers), await sendMany(10)];
  });
  expect(statuses(refused)).toEqual(times(15, 401));
  expect(statuses(answers)).toEqual(times(10, 202));
});

test('an action counts like an event', async () => {
  const answer = await inOneWindow(async () => {
    await sendMany(10);
    const path = `${webhook.path}/actions`;
    return app.request('POST', path, { headers: githubHeaders('{"n":0}'), body: '{"n":0}' });
  });
  expect([answer.status, answer.body.errors[0].code]).toEqual([429, 'rate_limited']);
});

test("a tenant at its limit does not affect another tenant's events", async () => {
  const [full, other] = await inOneWindow(async () => {
    await sendMany(10);
    const otherWebhook = await makeWebhook(await app.tenant(), target.url, FROM_GITHUB);
    return [await sendMany(1), await sendMany(10, [otherWebhook])];
  });
  expect(statuses(full)).toEqual([429]);
  expect(statuses(other)).toEqual(times(10, 202));
});
