import { request, type IncomingMessage } from 'node:http';
import { document, makeFlow, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  eventIn,
  FROM_GITHUB,
  insertEvents,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
const open: Stream[] = [];
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterEach(() => open.splice(0).forEach(({ close }) => close()));
afterAll(async () => {
  await app.close();
  await target.close();
});

interface Message {
  id?: string;
  event: string;
  data: Answer['body'];
}

interface Stream {
  status: number;
  response: IncomingMessage;
  /** Resolves with the next message; undefined once the stream has ended. */
  next(): Promise<Message | undefined>;
  close(): void;
}

/** Opens a stream of events. */
async function listen(
  by: Pick<Caller, 'tenantId' | 'email' | 'apiKey'>,
  query = '',
  headers: Record<string, string> = {},
  { tenantId = by.tenantId, url = app.url } = {},
): Promise<Stream> {
  const sent = request(`${url}/v2/tenants/${tenantId}/webhook-events${query}`, {
    auth: `${by.email}:${by.apiKey}`,
    headers: { Accept: 'text/event-stream', ...headers },
  });
  sent.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  const messages = messagesOf(response);
  const stream = {
    status: response.statusCode!,
    response,
    next: async () => ((await messages.next()) as { value?: Message }).value,
    close: () => sent.destroy(),
  };
  open.push(stream);
  return stream;
}

async function* messagesOf(response: IncomingMessage): AsyncGenerator<Message> {
  let text = '';
  try {
    for await (const chunk of response) {
      text += String(chunk);
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const [id, data] = [field('id'), field('data')];
        if (data !== undefined)
          yield { ...(id !== undefined && { id }), event: field('event')!, data: JSON.parse(data) };
      }
    }
  } catch {
    // The stream was closed.
  }
}

const of = ({ id }: Pick<MadeWebhook, 'id'>) => `?filter[webhook]=${id}`;

async function sendEvent(webhook: MadeWebhook, body: string): Promise<string> {
  return (await sendSigned(app, webhook, body)).body.id;
}

test('a stream has the requests that the target receives, as they are received', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const stream = await listen(owner, of(webhook));
  expect([stream.status, stream.response.headers['content-type']]).toEqual([200, 'text/event-stream']);
  const before = target.received.length;
  const id = await sendEvent(webhook, '{"n":1}');
  const message = await stream.next();
  await target.until(before + 1);
  const { headers, body } = target.received.at(-1)!;
  expect(message).toEqual({
    id,
    event: 'webhook-event',
    data: {
      id,
      webhook: webhook.id,
      kind: 'event',
      type: null,
      received_at: expect.stringMatching(/^\d{4}-.*Z$/),
      unparsed: null,
      request: {
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'push',
          'x-github-delivery': headers['x-github-delivery'],
        },
        body: body.toString(),
        body_encoding: 'utf-8',
      },
    },
  });
});

test('a stream waits for the parser, and has the reason if it fails', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const stream = await listen(owner, of(webhook));
  await sendEvent(webhook, '{"type":"opened","id":"a","data":{"n":1}}');
  const parsed = (await stream.next())!.data;
  expect([parsed.unparsed, JSON.parse(parsed.request.body)]).toEqual([
    null,
    { kind: 'event', type: 'opened', id: 'a', user: null, data: { n: 1 }, credential: null },
  ]);
  await sendEvent(webhook, 'not JSON');
  const failed = (await stream.next())!.data;
  expect([failed.unparsed, failed.request]).toEqual(['The body is not valid JSON.', null]);
});

test('a duplicate is not in the stream', async () => {
  const webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
  const stream = await listen(owner, of(webhook));
  await sendEvent(webhook, '{"id":"same","data":1}');
  await sendEvent(webhook, '{"id":"same","data":2}');
  await sendEvent(webhook, '{"id":"other","data":3}');
  const data = async () => JSON.parse((await stream.next())!.data.request.body).data as number;
  expect([await data(), await data()]).toEqual([1, 3]);
});

test('bytes that are not text arrive in base64', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const stream = await listen(owner, of(webhook));
  await insertEvents(app, owner, webhook, [{ received_at: Date.now(), body: '/w==', body_is_base64: true }]);
  expect((await stream.next())!.data.request).toMatchObject({ body: '/w==', body_encoding: 'base64' });
});

test('Last-Event-ID continues after that event, in order and without repetition', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const ids = await insertEvents(
    app,
    owner,
    webhook,
    Array.from({ length: 130 }, (_, n) => ({ received_at: Date.now() - 10_000 + n })),
  );
  const stream = await listen(owner, of(webhook), { 'Last-Event-ID': ids[4]! });
  const seen: (string | undefined)[] = [];
  for (let n = 5; n < ids.length; n += 1) seen.push((await stream.next())!.id);
  expect(seen).toEqual(ids.slice(5));
});

test('an event that is younger than a second is held back, as one with a lower ID may still be committed', async () => {
  const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  const [first] = await insertEvents(app, owner, webhook, [{ received_at: Date.now() - 10_000 }]);
  const stream = await listen(owner, of(webhook), { 'Last-Event-ID': first! });
  const [later] = await insertEvents(app, owner, webhook, [{ received_at: Date.now() + 400 }]);
  const [earlier] = await insertEvents(app, owner, webhook, [{ received_at: Date.now() }]);
  expect([(await stream.next())!.id, (await stream.next())!.id]).toEqual([earlier, later]);
});

test('without a filter, a stream has the events of all webhooks of the tenant, and of no other tenant', async () => {
  const [own, second] = [
    await makeWebhook(owner, target.url, FROM_GITHUB),
    await makeWebhook(owner, target.url, FROM_GITHUB),
  ];
  const stranger = await app.tenant();
  const strange = await makeWebhook(stranger, target.url, FROM_GITHUB);
  const stream = await listen(owner);
  await sendEvent(strange, '{"n":0}');
  await sendEvent(own, '{"n":1}');
  await sendEvent(second, '{"n":2}');
  const body = async () => (await stream.next())!.data.request.body as string;
  expect([await body(), await body()]).toEqual(['{"n":1}', '{"n":2}']);
});

describe('a stream is refused', () => {
  const json = async ({ response, status }: Stream) => {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const { code, source } = JSON.parse(text).errors[0];
    return [status, code, source];
  };

  test('with a wrong key', async () => {
    const stream = await listen({ ...owner, apiKey: 'vk_wrong' });
    expect(await json(stream)).toEqual([401, 'unauthenticated', undefined]);
  });

  test('without the permission to read events', async () => {
    const runtime = await app.member(owner, 'runtime');
    expect(await json(await listen(runtime))).toEqual([403, 'permission_missing', undefined]);
  });

  test("for another tenant, and for another tenant's webhook", async () => {
    const stranger = await app.tenant();
    const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
    const elsewhere = await listen(stranger, '', {}, { tenantId: owner.tenantId });
    expect(await json(elsewhere)).toEqual([404, 'not_found', undefined]);
    expect(await json(await listen(stranger, of(webhook)))).toEqual([404, 'not_found', undefined]);
    expect(await json(await listen(stranger, `?filter[webhook]=${UNKNOWN}`))).toEqual([
      404,
      'not_found',
      undefined,
    ]);
  });

  test('with a filter that a stream does not have, or an invalid Last-Event-ID', async () => {
    expect(await json(await listen(owner, '?filter[state]=failed'))).toEqual([
      400,
      'invalid_parameter',
      { parameter: 'filter[state]' },
    ]);
    expect(await json(await listen(owner, '', { 'Last-Event-ID': 'x' }))).toEqual([
      400,
      'invalid_header',
      { header: 'Last-Event-ID' },
    ]);
  });

  test('while the tenant has eight others; another tenant is not affected', async () => {
    const [busy, other] = [await app.tenant(), await app.tenant()];
    for (let n = 0; n < 8; n += 1) expect((await listen(busy)).status).toBe(200);
    const answer = await busy.get('webhook-events', { headers: { Accept: 'text/event-stream' } });
    expect([answer.status, answer.body.errors[0].code, answer.headers['retry-after']]).toEqual([
      429,
      'rate_limited',
      '10',
    ]);
    expect((await listen(other)).status).toBe(200);
  });
});

test('a stream ends when its key is revoked, and says why', async () => {
  const member = await app.member(owner, 'viewer');
  const stream = await listen(member);
  await tablesOf(app)('api_keys').where({ user_id: member.userId }).delete();
  expect(await stream.next()).toEqual({
    event: 'error',
    data: { errors: [expect.objectContaining({ status: '401', code: 'unauthenticated' })] },
  });
  expect(await stream.next()).toBeUndefined();
});

test('a stream ends when the server stops, which does not wait for it', async () => {
  const server = await startApp(LOOPBACK_ALLOWED);
  const stream = await listen(await server.tenant(), '', {}, { url: server.url });
  const ended = stream.next();
  await server.close();
  expect(await ended).toBeUndefined();
});

test('HEAD has no stream', async () => {
  const { status, headers } = await app.request('HEAD', `/v2/tenants/${owner.tenantId}/webhook-events`, {
    headers: {
      Accept: 'text/event-stream',
      Authorization: `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`,
    },
  });
  expect([status, headers['content-type']]).toEqual([200, 'text/event-stream']);
});

test('an event for two flows is streamed and counted once', async () => {
  const flow = await makeFlow(owner, []);
  await owner.patch(`flows/${flow}`, document('flow', { target_url: target.url, status: 'active' }));
  const webhook = await makeWebhook(owner, target.url, {
    ...FROM_GITHUB,
    additional_flows: [{ flow_id: flow }],
  });
  const stream = await listen(owner, `?filter[webhook]=${webhook.id}`);
  const first = await sendSigned(app, webhook, '{"n":1}');
  await eventIn(owner, first.body.id, 'delivered');
  const second = await sendSigned(app, webhook, '{"n":2}');
  await eventIn(owner, second.body.id, 'delivered');
  expect(await tablesOf(app)('webhook_events').where({ webhook_id: webhook.id })).toHaveLength(4);
  expect([(await stream.next())?.id, (await stream.next())?.id]).toEqual([first.body.id, second.body.id]);
  const { body } = await owner.get(`webhooks/${webhook.id}/statistics`);
  expect(body.data.attributes.last_day.events).toBe(2);
});
