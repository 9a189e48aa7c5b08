import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { until } from '../support/until.ts';
import {
  attempted,
  deliveriesOf,
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

function changeFlow(attributes: object, by = owner): Promise<Answer> {
  return by.patch(`flows/${webhook.flow}`, document('flow', attributes));
}

async function deliverWith(attributes: object): Promise<void> {
  const { status, text } = await changeFlow(attributes);
  if (status !== 200) throw new Error(text);
}

async function sendEvent(body = '{"a":1}'): Promise<string> {
  const { status, body: answer, text } = await sendSigned(app, webhook, body);
  if (status !== 202) throw new Error(text);
  return answer.id;
}

async function delivered(body?: string) {
  const count = target.received.length + 1;
  const id = await sendEvent(body);
  await target.until(count);
  return { id, ...target.received[count - 1]! };
}

test('the settings are returned as they were set, and null restores the defaults', async () => {
  const delivery = {
    timeout: 20,
    retry_schedule: [10, 60],
    headers: { 'X-Tenant': 'acme' },
    signing: { type: 'hmac_sha256', header: 'X-Hub-Signature-256' },
    body: '{ "text": data.title }',
  };
  expect((await changeFlow({ delivery })).body.data.attributes.delivery).toEqual(delivery);
  const path = `flows/${webhook.flow}`;
  expect((await owner.get(path)).body.data.attributes.delivery).toEqual(delivery);
  expect((await changeFlow({ name: 'Another' })).body.data.attributes.delivery).toEqual(delivery);
  expect((await changeFlow({ delivery: null })).body.data.attributes.delivery).toBeNull();
  const made = await owner.post('flows', document('flow', { name: 'New', delivery }));
  expect(made.body.data.attributes.delivery).toEqual(delivery);
});

describe('retries', () => {
  test('follow the schedule of the flow, and end with it', async () => {
    await deliverWith({ delivery: { retry_schedule: [600] } });
    target.answer((response) => response.writeHead(500).end());
    const id = await sendEvent();
    const [first] = await attempted(owner, id, 1);
    const wait = Date.parse(first.next_attempt_at) - Date.parse(first.created_at);
    expect(wait).toBeGreaterThanOrEqual(600_000);
    expect(wait).toBeLessThan(720_000);
    await hurry(app, id);
    expect((await eventAtItsEnd(owner, id)).attributes).toMatchObject({ state: 'failed', attempts: 2 });
  });

  test('are not made if the schedule is empty', async () => {
    await deliverWith({ delivery: { retry_schedule: [] } });
    target.answer((response) => response.writeHead(500).end());
    const id = await sendEvent();
    expect((await eventAtItsEnd(owner, id)).attributes).toMatchObject({ state: 'failed', attempts: 1 });
  });
});

test('an attempt ends after the timeout of the flow', async () => {
  await deliverWith({ delivery: { timeout: 1 } });
  target.answer(() => undefined);
  const id = await sendEvent();
  await attempted(owner, id, 1);
  expect(await deliveriesOf(owner, id)).toMatchObject([
    { error_code: 'target_timeout', error: 'There was no response within 1 second.' },
  ]);
});

describe('headers', () => {
  test('are added, and override those of the sender and the content type', async () => {
    await deliverWith({
      delivery: { headers: { 'X-Tenant': 'acme', 'X-GITHUB-Event': 'mine', 'Content-Type': 'text/plain' } },
    });
    const { headers } = await delivered();
    expect(headers).toMatchObject({
      'x-tenant': 'acme',
      'x-github-event': 'mine',
      'content-type': 'text/plain',
    });
  });

  test.each([
    ['Authorization', 'x'],
    ['Cookie', 'x'],
    ['Host', 'internal'],
    ['Content-Length', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['webhook-id', 'x'],
    ['Webhook-Signature', 'v1,x'],
    ['Accept-Encoding', 'gzip'],
    ['X-Hub-Signature-256', 'sha256=0'],
  ])('cannot contain %s', async (name, value) => {
    const signing = { type: 'hmac_sha256', header: 'x-hub-signature-256' };
    const { status, body } = await changeFlow({ delivery: { headers: { [name]: value }, signing } });
    expect([status, body.errors[0].source.pointer]).toEqual([
      422,
      `/data/attributes/delivery/headers/${name}`,
    ]);
  });

  test.each([
    ['a line break', { 'X-A': 'a\r\nHost: internal' }],
    ['a name with a line break', { 'X-A\r\nHost': 'a' }],
    ['a name with a colon', { 'X-A:': 'a' }],
    ['a value that is not ASCII', { 'X-A': 'ä' }],
    ['the same name twice', { 'X-A': 'a', 'x-a': 'b' }],
  ])('cannot contain %s', async (_, headers) => {
    expect((await changeFlow({ delivery: { headers } })).status).toBe(422);
  });
});

describe('the Authorization header', () => {
  const SECRET = 'Bearer what only the target knows';

  test('is sent, and never returned, logged or stored in the clear', async () => {
    const { body } = await changeFlow({ target_authorization: SECRET });
    expect(body.data.attributes).toMatchObject({ has_target_authorization: true });
    expect(body.data.attributes).not.toHaveProperty('target_authorization');
    target.answer((response) => response.writeHead(401).end());
    const { id, headers } = await delivered();
    expect(headers.authorization).toBe(SECRET);
    const deliveries = await attempted(owner, id, 1);
    const event = await owner.get(`webhook-events/${id}`);
    const audit = await owner.get('audit-events');
    const rows = await tablesOf(app)('flows').where({ id: webhook.flow });
    expect(JSON.stringify([deliveries, event.body, audit.body, rows])).not.toContain('what only');
    expect(app.logged()).not.toContain('what only');
  });

  test('is no longer sent once it is removed', async () => {
    await deliverWith({ target_authorization: SECRET });
    expect((await changeFlow({ target_authorization: null })).body.data.attributes).toMatchObject({
      has_target_authorization: false,
    });
    expect((await delivered()).headers.authorization).toBeUndefined();
  });

  test('is not sent to another URL, unless it is entered again', async () => {
    await deliverWith({ target_authorization: SECRET });
    const other = await startFlowTarget();
    const moved = await changeFlow({ target_url: other.url });
    expect([moved.status, moved.body.errors[0].source.pointer]).toEqual([422, '/data/attributes/target_url']);
    expect((await changeFlow({ target_url: null })).status).toBe(422);
    expect((await changeFlow({ target_url: target.url })).status).toBe(200);
    await deliverWith({ target_url: other.url, target_authorization: 'Basic other' });
    await sendEvent();
    await other.until(1);
    expect(other.received[0]!.headers.authorization).toBe('Basic other');
    await other.close();
  });

  test('requires a target URL', async () => {
    const { status, body } = await changeFlow({ target_url: null, target_authorization: SECRET });
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/target_authorization']);
    const made = await owner.post('flows', document('flow', { name: 'A', target_authorization: SECRET }));
    expect(made.status).toBe(422);
  });

  test.each(['a\r\nHost: internal', ' x', 'ä', ''])('cannot be %j', async (target_authorization) => {
    expect((await changeFlow({ target_authorization })).status).toBe(422);
  });

  test('of one tenant cannot be moved to the flow of another', async () => {
    await deliverWith({ target_authorization: SECRET });
    const [row] = await tablesOf(app)('flows').where({ id: webhook.flow });
    owner = await app.tenant();
    const stolen = await makeWebhook(owner, target.url, FROM_GITHUB);
    const { target_authorization } = row as { target_authorization: string };
    await tablesOf(app)('flows').where({ id: stolen.flow }).update({ target_authorization });
    webhook = stolen;
    const id = await sendEvent();
    await until(() => Promise.resolve(app.logged().includes('delivery failed') || undefined));
    expect(target.received).toHaveLength(0);
    expect((await owner.get(`webhook-events/${id}`)).body.data.attributes.state).toBe('pending');
  });
});

describe('signing', () => {
  const hmac = (secret: string, body: Buffer, encoding: 'hex' | 'base64') =>
    createHmac('sha256', secret).update(body).digest(encoding);

  test('as GitHub does puts the HMAC of the body into a header of choice', async () => {
    await deliverWith({ delivery: { signing: { type: 'hmac_sha256', header: 'X-Hub-Signature-256' } } });
    const { id, headers, body } = await delivered();
    expect(headers['x-hub-signature-256']).toBe(`sha256=${hmac(webhook.signingSecret, body, 'hex')}`);
    expect(headers['webhook-signature']).toBeUndefined();
    expect(headers['webhook-id']).toBe(id);
  });

  test('as Shopify does has no prefix', async () => {
    const signing = { type: 'hmac_sha256', header: 'X-Hmac', encoding: 'base64' };
    await deliverWith({ delivery: { signing } });
    const { headers, body } = await delivered();
    expect(headers['x-hmac']).toBe(hmac(webhook.signingSecret, body, 'base64'));
  });

  test('with one signature uses the previous secret until the overlap ends', async () => {
    await deliverWith({ delivery: { signing: { type: 'hmac_sha256', header: 'X-Hmac', prefix: '' } } });
    const rotation = document('signing-secret', { overlap: 3600 });
    const rotated = await owner.post(`webhooks/${webhook.id}/signing-secrets`, rotation);
    const during = await delivered();
    expect(during.headers['x-hmac']).toBe(hmac(webhook.signingSecret, during.body, 'hex'));
    const row = tablesOf(app)('webhooks').where({ id: webhook.id });
    await row.update({ previous_signing_secret_until: Date.now() - 1 });
    const after = await delivered('{"a":2}');
    const { signing_secret } = rotated.body.data.attributes as { signing_secret: string };
    expect(after.headers['x-hmac']).toBe(hmac(signing_secret, after.body, 'hex'));
  });

  test('can be left out', async () => {
    await deliverWith({ delivery: { signing: { type: 'none' } } });
    const { headers } = await delivered();
    expect(Object.keys(headers).filter((name) => name.includes('signature'))).toEqual([]);
  });

  test.each([
    [{ type: 'hmac_sha256' }, '/signing'],
    [{ type: 'hmac_sha256', header: 'Host' }, '/signing/header'],
    [{ type: 'hmac_sha256', header: 'Content-Type' }, '/signing/header'],
    [{ type: 'hmac_sha256', header: 'webhook-id' }, '/signing/header'],
    [{ type: 'none', header: 'X-Hmac' }, '/signing/header'],
  ])('%j is refused', async (signing, pointer) => {
    const { status, body } = await changeFlow({ delivery: { signing } });
    expect([status, body.errors[0].source.pointer]).toEqual([422, `/data/attributes/delivery${pointer}`]);
  });
});

describe('the body', () => {
  test('is what the expression returns for the parsed event, as JSON', async () => {
    webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
    await deliverWith({
      delivery: { body: '{ "text": type & " " & data.title, "who": user, "is": [event_id, id, kind] }' },
    });
    const { id, headers, body } = await delivered(
      '{"type":"opened","id":7,"user":9,"data":{"title":"It works"}}',
    );
    expect(JSON.parse(body.toString())).toEqual({
      text: 'opened It works',
      who: '9',
      is: [id, '7', 'event'],
    });
    expect(headers['content-type']).toBe('application/json');
  });

  test('can be made from a JSON body without a parser, without losing digits', async () => {
    await deliverWith({ delivery: { body: '{ "n": data.n, "event": headers.`x-github-event` }' } });
    const { body } = await delivered('{"n":12345678901234567890}');
    expect(JSON.parse(body.toString())).toEqual({ n: '12345678901234567890', event: 'push' });
  });

  test('is sent unchanged if the expression returns a string, and signed as it is sent', async () => {
    await deliverWith({
      delivery: {
        body: '"<a>" & data.a & "</a>"',
        headers: { 'Content-Type': 'application/xml' },
        signing: { type: 'hmac_sha256', header: 'X-Hmac', prefix: '' },
      },
    });
    const { headers, body } = await delivered();
    expect([body.toString(), headers['content-type']]).toEqual(['<a>1</a>', 'application/xml']);
    expect(headers['x-hmac']).toBe(
      createHmac('sha256', webhook.signingSecret).update('<a>1</a>').digest('hex'),
    );
  });

  test.each([
    ['fails', '$error("unusable")', /^The expression failed .*unusable/],
    ['returns nothing', 'data.missing', /^The expression returned nothing/],
    ['never ends', '($f := function(){ $f() }; $f())', /^The expression/],
    ['returns too much', '$pad("", 1100000, "x")', /1 MiB/],
    ['builds too much', '[1..9999999]', /^The expression/],
  ])('is a failed attempt if the expression %s', async (_, body, message) => {
    await deliverWith({ delivery: { body } });
    const id = await sendEvent();
    await attempted(owner, id, 1);
    const [attempt] = await deliveriesOf(owner, id);
    expect(attempt).toMatchObject({ state: 'failed', status_code: null, error_code: 'body_failed' });
    expect(attempt.error).toMatch(message);
    expect(target.received).toHaveLength(0);
    await deliverWith({ delivery: null });
    await hurry(app, id);
    await eventIn(owner, id, 'delivered');
  });

  test('cannot contain the secrets of the delivery', async () => {
    await deliverWith({
      target_authorization: 'Bearer hidden',
      delivery: { body: '{ "all": $, "env": $string($eval("$")) }' },
    });
    const { body } = await delivered();
    expect(body.toString()).not.toContain('hidden');
    expect(body.toString()).not.toContain('whsec_');
  });

  test('that is no JSONata is refused', async () => {
    const { status, body } = await changeFlow({ delivery: { body: '{' } });
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes/delivery/body']);
  });
});

test.each([
  ['timeout', 0],
  ['timeout', 31],
  ['timeout', 1.5],
  ['retry_schedule', [0]],
  ['retry_schedule', [86_401]],
  ['retry_schedule', Array.from({ length: 8 }, () => 86_400)],
  ['retry_schedule', Array.from({ length: 31 }, () => 1)],
  ['anything_else', true],
])('%s cannot be %j', async (name, value) => {
  const { status, body } = await changeFlow({ delivery: { [name]: value } });
  expect(status).toBe(422);
  expect(body.errors[0].source.pointer).toMatch(new RegExp(`^/data/attributes/delivery`));
});

test('another tenant can neither see nor change the settings', async () => {
  const other = await app.tenant();
  expect((await changeFlow({ delivery: { timeout: 1 } }, other)).status).toBe(404);
});
