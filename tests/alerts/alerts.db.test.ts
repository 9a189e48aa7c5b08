import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { createMigratedDatabase } from '../support/databases.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { until } from '../support/until.ts';
import { startFlowTarget, type FlowTarget } from '../support/webhooks.ts';

let app: TestApp;
let other: TestApp;
let owner: Caller;
let receiver: FlowTarget;
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
  receiver = await startFlowTarget();
});
afterEach(() => receiver.close());

const change = (attributes: object, by = owner) =>
  by.patch(`/v2/tenants/${by.tenantId}`, document('tenant', attributes));
const setUp = async (by = owner, url = receiver.url): Promise<string> =>
  (await change({ alert_url: url }, by)).body.data.attributes.alert_signing_secret;
const test_ = (by = owner): Promise<Answer> => by.post('alerts/tests');
const alerts = async (by = owner): Promise<Answer['body'][]> =>
  (await by.get('alerts')).body.data.map(({ attributes }: Answer['body']) => attributes);
const run = (of = app) => of.platform.services.alerts.run();
const rows = () => tablesOf(app)('alerts').where({ tenant_id: owner.tenantId });
/** Makes the next attempt of every alert due and starts it. */
async function hurry(): Promise<void> {
  await rows().whereNotNull('next_attempt_at').update({ next_attempt_at: 0 });
  await run();
}
const alertIn = (state: string, attempts = 1, by = owner) =>
  until(async () => (await alerts(by)).find((one) => one.state === state && one.attempts >= attempts));
/** Waits until an attempt has failed and another one will follow. @param status of the response; null: none */
const failedWith = (status: number | null) =>
  until(async () =>
    (await alerts()).find(
      (one) => one.state === 'pending' && one.error !== null && one.status_code === status,
    ),
  );

function signatureOf({ headers, body }: FlowTarget['received'][number], secret: string): string {
  const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).update(body).digest('base64')}`;
}

test('a test alert is sent to alert_url, signed with the secret that was returned once', async () => {
  const secret = await setUp();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect((await change({ name: 'Renamed' })).body.data.attributes).not.toHaveProperty('alert_signing_secret');
  const { status, body } = await test_();
  expect([status, body.data.attributes.state]).toEqual([200, 'pending']);
  await receiver.until(1);
  const [got] = receiver.received;
  expect(got!.headers).toMatchObject({
    'webhook-id': body.data.id,
    'webhook-signature': signatureOf(got!, secret),
    'content-type': 'application/json',
  });
  expect(Math.abs(Number(got!.headers['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(60_000);
  expect(JSON.parse(got!.body.toString())).toEqual({
    type: 'alert.test',
    timestamp: body.data.attributes.created_at,
    data: { tenant_id: owner.tenantId, sent_by: owner.email },
  });
  expect(await alertIn('delivered')).toMatchObject({
    event: 'alert.test',
    status_code: 204,
    error: null,
    next_attempt_at: null,
  });
});

test('the secret is sealed, and only rotating shows another one', async () => {
  const secret = await setUp();
  await test_();
  const everything = JSON.stringify(await tablesOf(app)('tenants').where({ id: owner.tenantId }));
  expect(everything).not.toContain(secret.slice('whsec_'.length));
  expect((await owner.get(`/v2/tenants/${owner.tenantId}`)).text).not.toMatch(/whsec_/);
  // Setting it again keeps the secret.
  await change({ alert_url: null });
  expect((await change({ alert_url: receiver.url })).text).not.toMatch(/whsec_/);
});

test('during the overlap of a rotation, alerts are signed with both secrets, and then with the new one', async () => {
  const first = await setUp();
  const rotated = await owner.post('alert-secrets', document('alert-secret', { overlap: 3600 }));
  const { signing_secret: second, previous_until } = rotated.body.data.attributes;
  expect(Date.parse(previous_until)).toBeGreaterThan(Date.now() + 3_500_000);
  await test_();
  await receiver.until(1);
  const [both] = receiver.received;
  expect(both!.headers['webhook-signature']).toBe(
    `${signatureOf(both!, second)} ${signatureOf(both!, first)}`,
  );
  await alertIn('delivered');
  await tablesOf(app)('tenants')
    .where({ id: owner.tenantId })
    .update({ previous_alert_signing_secret_until: Date.now() - 1 });
  await test_();
  await receiver.until(2);
  const last = receiver.received[1]!;
  expect(last.headers['webhook-signature']).toBe(signatureOf(last, second));
  const { body } = await owner.post('alert-secrets', document('alert-secret', {}));
  expect(body.data.attributes.previous_until).toBeNull();
});

describe('alert_url', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startApp();
  });
  afterAll(() => strict.close());

  test.each([
    ['http://10.0.0.1/', 'an internal address'],
    ['http://169.254.169.254/latest/meta-data', 'the metadata service'],
    ['http://localhost:1/', 'a local name'],
    ['https://user:password@alerts.example/', 'credentials'],
  ])('must not be %s: %s', async (alert_url) => {
    const someone = await strict.tenant();
    const { status, body } = await change({ alert_url }, someone);
    expect([status, body.errors[0].code, body.errors[0].source]).toEqual([
      422,
      'url_not_allowed',
      { pointer: '/data/attributes/alert_url' },
    ]);
  });

  test('must begin with http:// or https://', async () => {
    expect((await change({ alert_url: 'file:///etc/passwd' })).status).toBe(422);
  });

  test('that points inside although it was stored is not called', async () => {
    await setUp();
    await tablesOf(app)('tenants').where({ id: owner.tenantId }).update({ alert_url: 'https://10.0.0.1/' });
    await test_();
    expect((await failedWith(null)).error).toMatch(/OUTBOUND_ALLOW/);
  });

  test('is needed for a test alert', async () => {
    const { status, body } = await test_();
    expect([status, body.errors[0].code]).toEqual([409, 'conflict']);
    expect(await rows()).toEqual([]);
  });
});

describe('an alert that is not accepted', () => {
  test('is sent again with the same ID and content, and then not any more', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    await setUp();
    await test_();
    expect((await failedWith(500)).error).toMatch(/500/);
    receiver.answer((response) => response.writeHead(204).end());
    await hurry();
    await alertIn('delivered', 2);
    const [first, second] = receiver.received;
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.body).toEqual(first!.body);
    await hurry();
    expect(receiver.received).toHaveLength(2);
  });

  test('is given up after seven attempts', async () => {
    receiver.answer((response) => response.writeHead(500 + receiver.received.length).end());
    await setUp();
    await test_();
    for (let attempt = 1; attempt < 7; attempt += 1) {
      await failedWith(500 + attempt);
      await hurry();
    }
    expect(await alertIn('failed', 7)).toMatchObject({ next_attempt_at: null });
    expect(receiver.received).toHaveLength(7);
  });

  test('by a receiver that is gone is not sent again', async () => {
    receiver.answer((response) => response.writeHead(410).end());
    await setUp();
    await test_();
    expect(await alertIn('failed')).toMatchObject({ attempts: 1, status_code: 410 });
  });

  test('because of a redirect does not follow it', async () => {
    const inside = await startFlowTarget();
    receiver.answer((response) => response.writeHead(307, { Location: inside.url }).end());
    await setUp();
    await test_();
    await failedWith(307);
    expect(inside.received).toEqual([]);
    await inside.close();
  });

  test('fails if alert_url was removed meanwhile', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    await setUp();
    await test_();
    await failedWith(500);
    await change({ alert_url: null });
    await hurry();
    expect(await alertIn('failed', 2)).toMatchObject({ error: 'The tenant has no alert_url.' });
  });
});

test('an endless response counts by its status', async () => {
  receiver.answer((response) => {
    response.writeHead(200);
    const chunk = 'x'.repeat(65_536);
    const write = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  });
  await setUp();
  await test_();
  expect(await alertIn('delivered')).toMatchObject({ status_code: 200 });
});

test('a receiver that never responds does not delay the alerts of other tenants', async () => {
  receiver.answer(() => undefined);
  await setUp();
  for (let count = 0; count < 4; count += 1) await test_();
  await receiver.until(1);
  const quick = await startFlowTarget();
  const neighbor = await app.tenant();
  await setUp(neighbor, quick.url);
  await test_(neighbor);
  await alertIn('delivered', 1, neighbor);
  // One from each process.
  expect(receiver.received.length).toBeLessThanOrEqual(2);
  await quick.close();
});

test('two processes send each alert once', async () => {
  await setUp();
  for (let count = 0; count < 8; count += 1) await test_();
  await Promise.all([run(app), run(other), run(app), run(other)]);
  await receiver.until(8);
  await until(async () => (await alerts()).every(({ state }) => state === 'delivered') || undefined);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([8, 8]);
});

test('an alert claimed by a process that died is sent by another one when its lease ends', async () => {
  await setUp();
  await test_();
  await alertIn('delivered');
  const lost = { state: 'pending', attempts: 1, next_attempt_at: Date.now() + 60_000 };
  await rows().update(lost);
  await run(other);
  expect(receiver.received).toHaveLength(1);
  await rows().update({ next_attempt_at: Date.now() - 1 });
  await run(other);
  await alertIn('delivered', 2);
  expect(receiver.received).toHaveLength(2);
});

test('an attempt that our own shutdown interrupts does not count', async () => {
  const database = await createMigratedDatabase();
  const settings = { ...LOOPBACK_ALLOWED, DATABASE_URL: database.url, SHUTDOWN_TIMEOUT: '1' };
  receiver.answer(() => undefined);
  const stopped = await startApp(settings);
  const someone = await stopped.tenant();
  await setUp(someone);
  for (let count = 0; count < 3; count += 1) await test_(someone);
  await run(stopped);
  await receiver.until(1);
  await stopped.close();
  receiver.answer((response) => response.writeHead(204).end());
  const next = await startApp(settings);
  const states = () => tablesOf(next)('alerts').select('state', 'attempts', 'error');
  await until(async () => (await states()).every(({ state }) => state === 'delivered') || undefined);
  expect(await states()).toEqual([1, 2, 3].map(() => ({ state: 'delivered', attempts: 1, error: null })));
  // The first was sent again under its ID.
  const [first, ...others] = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([others.length, new Set(others).size]).toEqual([3, 3]);
  expect(others).toContain(first);
  await next.close();
  await database.drop();
});

test('no more than 1000 alerts wait at a time', async () => {
  await setUp();
  const waiting = Array.from({ length: 1000 }, (_, n) => ({
    tenant_id: owner.tenantId,
    id: `019395c8-5e6a-7c3e-9b1f-${String(n).padStart(12, '0')}`,
    event: 'alert.test',
    details: '{}',
    state: 'pending',
    attempts: 0,
    next_attempt_at: Date.now() + 3_600_000,
    created_at: Date.now(),
    updated_at: Date.now(),
  }));
  for (let at = 0; at < 1000; at += 50) await tablesOf(app)('alerts').insert(waiting.slice(at, at + 50));
  expect((await test_()).status).toBe(409);
  await rows().where({ id: waiting[0]!.id }).delete();
  expect((await test_()).status).toBe(200);
});

test('the list has pages, and old alerts are deleted', async () => {
  await setUp();
  for (let count = 0; count < 3; count += 1) await test_();
  const first = await owner.get('alerts?page[size]=2');
  expect(first.body.data).toHaveLength(2);
  const second = await owner.get(first.body.links.next);
  expect([second.body.data.length, second.body.links.next]).toEqual([1, null]);
  expect(await alerts(await app.tenant())).toEqual([]);
  await rows().update({ created_at: Date.now() - 31 * 86_400_000 });
  await app.platform.services.alerts.deleteOld(10);
  expect(await alerts()).toEqual([]);
});
