import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  FROM_GITHUB,
  githubHeaders,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let other: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp({ ...LOOPBACK_ALLOWED, TRUSTED_PROXIES: '127.0.0.1', WEBHOOK_BODY_LIMIT: '1000' });
  other = await startApp({ ...LOOPBACK_ALLOWED, DATABASE_URL: app.databaseUrl });
  target = await startFlowTarget();
});
afterAll(async () => {
  await target.close();
  await other.close();
  await app.close();
});
beforeEach(async () => {
  owner = await app.tenant();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});

const flush = (of = app) => of.platform.services.webhooks.rejections.flush();
const list = async (query = '', by = owner): Promise<Answer> => {
  await flush();
  return by.get(`webhooks/${webhook.id}/rejected-requests${query}`);
};
const send = (headers: Record<string, string>, body = '{"a":1}', path = webhook.path) =>
  app.request('POST', path, { headers, body });
const forge = (body = '{"a":1}') => send(githubHeaders(body, 'not the secret'), body);

test('a rejected request is listed with the reason, the sender, the method and the size', async () => {
  const before = Date.now();
  const { status } = await send({
    ...githubHeaders('{"a":1}', 'not the secret'),
    'X-Forwarded-For': '203.0.113.9',
  });
  expect(status).toBe(401);
  const { body } = await list();
  expect(body.meta.total).toBe(1);
  const [{ attributes, relationships }] = body.data;
  expect(attributes).toMatchObject({
    kind: 'event',
    code: 'unauthenticated',
    reason: expect.stringMatching(/^The sender could not be verified\. .*signature/i),
    method: 'POST',
    ip_address: '203.0.113.9',
    body_bytes: 7,
  });
  expect(Date.parse(attributes.received_at)).toBeGreaterThanOrEqual(before);
  expect(relationships.webhook.data).toEqual({ type: 'webhook', id: webhook.id });
});

test('an accepted request, a duplicate and a request to an unknown webhook are not listed', async () => {
  const delivery = randomUUID();
  for (const _ of [1, 2]) expect((await sendSigned(app, webhook, '{}', delivery)).status).toBe(202);
  await send({}, '{}', `/hooks/${'x'.repeat(43)}`);
  expect((await list()).body.data).toEqual([]);
  const { body } = await owner.get(`webhook-events?filter[webhook]=${webhook.id}&filter[state]=duplicate`);
  expect(body.data).toHaveLength(1);
  expect(await tablesOf(app)('rejection_hours').where({ tenant_id: owner.tenantId })).toEqual([]);
});

test('requests with another method, a body that is too large, or to a stopped flow are listed too', async () => {
  await app.request('GET', webhook.path);
  await send(githubHeaders('x'.repeat(1001)), 'x'.repeat(1001));
  await owner.patch(`flows/${webhook.flow}`, {
    data: { type: 'flow', id: webhook.flow, attributes: { status: 'stopped' } },
  });
  await sendSigned(app, webhook, '{}');
  await send({}, '{}', `${webhook.path}/actions`);
  const { body } = await list('?sort=received_at');
  const shown = body.data.map(({ attributes: { code, method, body_bytes, kind } }: Answer['body']) => [
    code,
    method,
    body_bytes,
    kind,
  ]);
  expect(shown).toEqual([
    ['method_not_allowed', 'GET', null, 'event'],
    ['payload_too_large', 'POST', 1001, 'event'],
    ['flow_not_active', 'POST', 2, 'event'],
    ['unauthenticated', 'POST', 2, 'action'],
  ]);
});

describe('secrets', () => {
  const SECRET = 'a-secret-that-nobody-must-see';

  test('in headers, the query and the body are not stored', async () => {
    const hidden = [
      'Authorization',
      'Cookie',
      'X-Hub-Signature-256',
      'X-Gitlab-Token',
      'X-Api-Key',
      'X-Other',
    ];
    const headers = Object.fromEntries(hidden.map((name) => [name, SECRET]));
    await app.request('POST', `${webhook.path}?token=${SECRET}`, {
      headers: { ...headers, 'X-GitHub-Event': 'push', 'Content-Type': 'application/json' },
      body: JSON.stringify({ secret: SECRET }),
    });
    const [{ attributes }] = (await list()).body.data;
    for (const name of hidden)
      expect(attributes.headers[name.toLowerCase()]).toBe(`(${SECRET.length} characters)`);
    expect(attributes.headers).toMatchObject({
      'x-github-event': 'push',
      'content-type': 'application/json',
    });
    expect(JSON.stringify(await tablesOf(app)('rejected_requests'))).not.toContain(SECRET);
  });

  test('in a token of another webhook are not stored either', async () => {
    const header = 'X-Gitlab-Token';
    webhook = await makeWebhook(owner, target.url, {
      authentication: 'signature',
      secret: 'the right one',
      config_services: { webhook_event_verification: { type: 'token', header } },
    });
    await send({ [header]: SECRET });
    expect((await list()).text).not.toContain(SECRET);
    expect((await list()).body.data).toHaveLength(1);
  });
});

test('hostile headers are listed readably and do not grow without limit', async () => {
  const { port } = new URL(app.url);
  const headers: [string, string][] = [
    ['Host', 'localhost'],
    ['Content-Length', '0'],
    ['User-Agent', 'evil\u009b\u00ff\u00e2\u0080\u00ae agent'],
    ['__proto__', 'polluted'],
    ['constructor', 'polluted'],
    ...Array.from({ length: 60 }, (_, n): [string, string] => [`X-${n}-${'n'.repeat(150)}`, 'v'.repeat(50)]),
  ];
  const sent = rawRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: webhook.path,
    headers: headers.flat(),
  });
  sent.end();
  await once(sent, 'response').then(([response]) => response.resume());
  const { body, text } = await list();
  const [{ attributes }] = body.data;
  expect(attributes.headers['user-agent']).toBe('evil\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD agent');
  expect(text.length).toBeLessThan(10_000);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('a flood of rejected requests', () => {
  test('stores few of them and counts all', async () => {
    for (let round = 0; round < 5; round += 1) await Promise.all(Array.from({ length: 10 }, () => forge()));
    // The server writes them every other second too.
    expect((await list()).body.meta.total).toBeLessThan(50);
    const [hours] = await tablesOf(app)('rejection_hours').where({ webhook_id: webhook.id });
    expect([Number(hours!['rejected']), Number(hours!['of_sender'])]).toEqual([50, 50]);
  });

  test('keeps the latest 100 of each webhook, whichever process rejected them', async () => {
    const untouched = await makeWebhook(owner, target.url, FROM_GITHUB);
    await send({}, '{}', untouched.path);
    for (let round = 0; round < 6; round += 1) {
      const body = `{"round":${round}}`.padEnd(20 + round);
      const by = [app, other];
      const all = by.flatMap((one) =>
        Array.from({ length: 10 }, () => one.request('POST', webhook.path, { headers: {}, body })),
      );
      await Promise.all(all);
      await Promise.all(by.map(flush));
    }
    const { body } = await list('?page[size]=200');
    expect(body.meta.total).toBe(100);
    const sizes = body.data.map(({ attributes }: Answer['body']) => attributes.body_bytes);
    expect([sizes.at(0), sizes.at(-1)]).toEqual([25, 21]);
    expect((await owner.get(`webhooks/${untouched.id}/rejected-requests`)).body.meta.total).toBe(1);
    const hours = await tablesOf(app)('rejection_hours').where({ webhook_id: webhook.id });
    expect(hours.reduce((sum, { rejected }) => sum + Number(rejected), 0)).toBe(120);
  });

  test('is written later if the database fails, and is counted once', async () => {
    await forge();
    const pool = tablesOf(app);
    await pool.schema.renameTable('rejection_hours', 'elsewhere');
    await expect(flush()).rejects.toThrow(/rejection_hours/);
    await forge();
    await pool.schema.renameTable('elsewhere', 'rejection_hours');
    expect((await list()).body.meta.total).toBe(2);
    const [hours] = await pool('rejection_hours').where({ webhook_id: webhook.id });
    expect(Number(hours!['rejected'])).toBe(2);
  });
});

test('pages and sorting work as in other lists', async () => {
  for (const body of ['1', '22', '333']) await send({}, body);
  const sizes = ({ body }: Answer) =>
    body.data.map(({ attributes }: Answer['body']) => attributes.body_bytes);
  expect(sizes(await list())).toEqual([3, 2, 1]);
  expect(sizes(await list('?sort=received_at'))).toEqual([1, 2, 3]);
  const first = await list('?page[size]=2');
  expect([sizes(first), first.body.meta.total_pages]).toEqual([[3, 2], 2]);
  expect(sizes(await owner.get(first.body.links.next))).toEqual([1]);
  expect((await list('?sort=code')).status).toBe(400);
});

test('rejected requests are deleted after a day, with their counts, and with their webhook', async () => {
  await forge();
  await flush();
  const tables = ['rejected_requests', 'rejection_hours'];
  const left = async () => {
    const counts = tables.map((table) => tablesOf(app)(table).where({ tenant_id: owner.tenantId }));
    return (await Promise.all(counts)).map((rows) => rows.length);
  };
  const remove = app.platform.services.webhooks.deleteOldRejected;
  expect([await remove(10), await left()]).toEqual([false, [1, 1]]);
  const long = Date.now() - 26 * 3_600_000;
  await tablesOf(app)('rejected_requests').where({ webhook_id: webhook.id }).update({ received_at: long });
  await tablesOf(app)('rejection_hours')
    .where({ webhook_id: webhook.id })
    .update({ hour: Math.floor(long / 3_600_000) });
  await remove(10);
  expect(await left()).toEqual([0, 0]);
  await forge();
  await flush();
  await owner.delete(`webhooks/${webhook.id}`);
  expect(await left()).toEqual([0, 0]);
});

test('a tenant that was deleted meanwhile does not block the rejections of others', async () => {
  const gone = await app.tenant();
  const theirs = await makeWebhook(gone, target.url, FROM_GITHUB);
  await send({}, '{}', theirs.path);
  await gone.delete(`/v2/tenants/${gone.tenantId}`);
  await forge();
  expect((await list()).body.meta.total).toBe(1);
});
