import { gzipSync } from 'node:zlib';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { createDatabase } from '../support/databases.ts';
import { sendRaw } from '../support/raw-request.ts';
import { GITHUB } from '../support/senders.ts';
import {
  attempted,
  eventIn,
  eventsKept,
  hurry,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(() => app.close());
beforeEach(async () => {
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, GITHUB.attributes);
});
afterEach(() => target.close());

/** GitHub's headers for the body with their signature, plus more, such as another content type. */
function signed(body: Buffer, more: Record<string, string> = {}): [string, string][] {
  return Object.entries({ ...GITHUB.headers(body), ...more });
}

describe('a body', () => {
  test.each([
    ['in Latin-1', 'text/plain; charset=iso-8859-1', Buffer.from('Grüße', 'latin1')],
    ['with invalid UTF-8', 'application/json; charset=utf-8', Buffer.from([0x22, 0xff, 0xc3, 0x22])],
    ['in UTF-16', 'text/plain; charset=utf-16', Buffer.from('Grüße', 'utf16le')],
    ['with a byte order mark', 'application/json', Buffer.from('\uFEFF{}')],
    ['with an unpaired surrogate', 'application/json', Buffer.from([0xed, 0xa0, 0x80])],
    ['with an unknown charset', 'application/json; charset=klingon', Buffer.from('{}')],
    ['that is empty', 'application/json', Buffer.alloc(0)],
  ])('%s is delivered byte for byte', async (_, type, body) => {
    const headers = signed(body, { 'Content-Type': type });
    const { status, text } = await sendRaw(app, { path: webhook.path, headers, body });
    expect(status).toBe(202);
    const { attributes } = await eventIn(owner, JSON.parse(text).id as string, 'delivered');
    const encoding = attributes.body_encoding === 'base64' ? 'base64' : 'utf8';
    expect(Buffer.from(attributes.body as string, encoding).equals(body)).toBe(true);
    expect(target.received[0]!.body.equals(body)).toBe(true);
    expect(target.received[0]!.headers['content-type']).toBe(type);
  });

  test('that decompresses to far more than the limit is refused, and nothing is stored', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const outcomes: Record<string, string> = {};
    for (const encoding of ['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'gzip, gzip']) {
      const headers = signed(bomb, { 'Content-Encoding': encoding });
      const { status, text } = await sendRaw(app, { path: webhook.path, headers, body: bomb });
      outcomes[encoding] = `${status} ${JSON.parse(text).errors[0].code}`;
    }
    expect(outcomes).toEqual({
      gzip: '413 payload_too_large',
      GZIP: '413 payload_too_large',
      'x-gzip': '413 payload_too_large',
      // The body is not in these encodings.
      deflate: '400 malformed_json',
      br: '400 malformed_json',
      'gzip, gzip': '415 unsupported_media_type',
    });
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('that is compressed by someone else is refused before it is decompressed', async () => {
    const broken = Buffer.from('not gzip');
    const headers = signed(Buffer.from('something else'), { 'Content-Encoding': 'gzip' });
    const { status } = await sendRaw(app, { path: webhook.path, headers, body: broken });
    expect(status).toBe(401);
  });

  const MEGABYTES = 50;
  function* largeBody() {
    for (let sent = 0; sent < MEGABYTES; sent += 1) yield Buffer.alloc(1_000_000, 'x');
  }

  test.each([
    ['with a Content-Length', [['Content-Length', String(MEGABYTES * 1_000_000)]]],
    ['in chunks', [['Transfer-Encoding', 'chunked']]],
  ] as [string, [string, string][]][])('that is far too large is refused, %s', async (_, length) => {
    const headers = [...Object.entries(GITHUB.headers('')), ...length];
    const { status } = await sendRaw(app, { path: webhook.path, headers, body: largeBody() });
    expect(status).toBe(413);
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('of the maximum size is accepted, and one byte more is refused', async () => {
    const sent = async (bytes: number): Promise<number> => {
      const body = Buffer.alloc(bytes, 'x');
      return (await sendRaw(app, { path: webhook.path, headers: signed(body), body })).status;
    };
    expect([await sent(1_048_576), await sent(1_048_577)]).toEqual([202, 413]);
  });
});

describe('a webhook URL', () => {
  const BODY = Buffer.from('{}');
  const statusAt = async (path: string): Promise<number> =>
    (await sendRaw(app, { path, headers: signed(BODY), body: BODY })).status;

  test('in another spelling is the same webhook or not found', async () => {
    const otherWebhook = await makeWebhook(owner, target.url, GITHUB.attributes);
    const id = webhook.path.slice('/hooks/'.length);
    const escaped = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`;
    const statuses = {
      [`/hooks/${id}/`]: 202,
      [`/hooks/${escaped}`]: 202,
      [`/hooks/${id}?other=${otherWebhook.path}`]: 202,
      [`/hooks/${id.toLowerCase()}`]: 404,
      [`/hooks/${id.toUpperCase()}`]: 404,
      [`/hooks/${id}%20`]: 404,
      [`/hooks/${id}%00`]: 404,
      [`/hooks/${id}%2Factions`]: 404,
      [`/hooks/${id.slice(0, -1)}`]: 404,
      [`/hooks/${id}a`]: 404,
      [`/hooks//${id}`]: 404,
      [`//hooks/${id}`]: 404,
      '/hooks//': 404,
      '/hooks/': 404,
      '/hooks/%': 400,
      [`/Hooks/${id}`]: 404,
      [`/hooks/${otherWebhook.id}`]: 404,
      [`/hooks/../hooks/${id}`]: 404,
    };
    const seen: Record<string, number> = {};
    for (const path of Object.keys(statuses)) seen[path] = await statusAt(path);
    expect(seen).toEqual(statuses);
    expect([await eventsKept(app, webhook), await eventsKept(app, otherWebhook)]).toEqual([3, 0]);
  });

  test.each(['POST', 'GET', 'PUT'])('that does not exist is not found by %s', async (method) => {
    for (const path of [`/hooks/${'A'.repeat(43)}`, `/hooks/${'A'.repeat(43)}/actions`])
      expect((await sendRaw(app, { method, path })).status).toBe(404);
  });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('does not allow %s', async (method) => {
    for (const path of [webhook.path, `${webhook.path}/actions`])
      expect((await sendRaw(app, { method, path })).status).toBe(405);
    expect(await eventsKept(app, webhook)).toBe(0);
  });
});

test('an event repeated at once or after a restart keeps its id and is delivered once', async () => {
  const database = await createDatabase();
  const environment = { ...LOOPBACK_ALLOWED, DATABASE_URL: database.url };
  const first = await startApp(environment);
  const by = await first.tenant();
  const made = await makeWebhook(by, target.url, GITHUB.attributes);
  const { body } = await sendSigned(first, made, '{"n":1}', 'delivery-1');
  await eventIn(by, body.id, 'delivered');
  const again = await sendSigned(first, made, '{"n":1}', 'delivery-1');
  await first.close();
  const second = await startApp(environment);
  const afterwards = await sendSigned(second, made, '{"n":1}', 'delivery-1');
  for (const answer of [again, afterwards]) expect([answer.status, answer.body]).toEqual([202, body]);
  await second.platform.services.webhooks.deliverer.run();
  await second.close();
  expect(target.received).toHaveLength(1);
  await database.drop();
});

describe('a target', () => {
  test.each([
    ['without TLS', 'http:', /must begin with https:/],
    ['at a private address', 'https:', /not a public address|not public/],
  ])('%s is not called unless the operator allows it', async (_, scheme, reason) => {
    const strict = await startApp();
    const by = await strict.tenant();
    // As if it had been allowed when it was saved.
    const made = await makeWebhook(by, 'https://third.example', GITHUB.attributes);
    const target_url = target.url.replace('http:', scheme);
    await tablesOf(strict)('flows').where({ id: made.flow }).update({ target_url });
    const { body } = await sendSigned(strict, made, '{}');
    const [delivery] = await attempted(by, body.id, 1);
    expect(delivery).toMatchObject({ state: 'failed', status_code: null });
    expect(delivery.error).toMatch(reason);
    await strict.close();
    expect(target.received).toEqual([]);
  });

  test('that redirects is not followed', async () => {
    const elsewhere = await startFlowTarget();
    target.answer((response) => response.writeHead(307, { Location: elsewhere.url }).end());
    const { body } = await sendSigned(app, webhook, '{}');
    const [delivery] = await attempted(owner, body.id, 1);
    expect(delivery).toMatchObject({ state: 'failed', status_code: 307 });
    expect(delivery.error).toBe('The target responded with status 307.');
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  test.each<[string, (later: FlowTarget) => Promise<Answer>]>([
    [
      'set later',
      (later) => owner.patch(`flows/${webhook.flow}`, document('flow', { target_url: later.url })),
    ],
    [
      'of the flow that the webhook is moved to',
      async (later) => {
        const { flow: id } = await makeWebhook(owner, later.url, GITHUB.attributes);
        return owner.patch(`webhooks/${webhook.id}`, document('webhook', {}, { flow: { type: 'flow', id } }));
      },
    ],
  ])('%s gets the retries of earlier events', async (_, change) => {
    target.answer((response) => response.writeHead(500).end());
    const { body } = await sendSigned(app, webhook, '{"n":1}');
    await attempted(owner, body.id, 1);
    const later = await startFlowTarget();
    expect((await change(later)).status).toBe(200);
    await hurry(app, body.id);
    await eventIn(owner, body.id, 'delivered');
    const sent = (to: FlowTarget) => to.received.map((got) => [got.headers['webhook-id'], String(got.body)]);
    expect([sent(target), sent(later)]).toEqual([[[body.id, '{"n":1}']], [[body.id, '{"n":1}']]]);
    await later.close();
  });
});
