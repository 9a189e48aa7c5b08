import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import {
  attempted,
  deliveriesOf,
  eventIn,
  eventWhen,
  FROM_GITHUB,
  hurry,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

const HOUR = 3_600_000;

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

async function sendEvent(body = '{}', to = webhook): Promise<string> {
  const answer = await sendSigned(app, to, body);
  if (answer.status !== 202) throw new Error(answer.text);
  return answer.body.id;
}

describe('the status code decides, whatever the body:', () => {
  const bodies: [string, (response: ServerResponse) => void, string][] = [
    ['of 100 KB', (response) => void response.end('x'.repeat(100_000)), 'x'.repeat(1000)],
    [
      'that is endless',
      (response) => {
        const more = (): void =>
          void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more));
        more();
      },
      'x'.repeat(1000),
    ],
    ['cut off', (response) => void response.write('begun', () => response.socket!.destroy()), 'begun'],
    ['that stalls', (response) => void response.write('begun'), 'begun'],
  ];

  test.each(bodies)(
    'a body %s',
    async (_, write, answer) => {
      for (const status of [200, 500]) {
        target.answer((response) => {
          response.writeHead(status, { 'Content-Type': 'text/plain' });
          write(response);
        });
        const id = await sendEvent(`{"status":${status}}`);
        const [delivery] = await attempted(owner, id, 1);
        const state = status === 200 ? 'succeeded' : 'failed';
        expect(delivery).toMatchObject({ state, status_code: status, answer });
      }
    },
    60_000,
  );

  test('a compressed body', async () => {
    target.answer((response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
    );
    const id = await sendEvent();
    await eventIn(owner, id, 'delivered');
    expect(await deliveriesOf(owner, id)).toMatchObject([
      { state: 'succeeded', status_code: 200, answer: '' },
    ]);
  });

  test('a body shorter than its Content-Length', async () => {
    target.answer((response) => {
      response.writeHead(202, { 'Content-Length': '1000' });
      response.write('short', () => response.socket!.destroy());
    });
    await eventIn(owner, await sendEvent(), 'delivered');
    expect(target.received).toHaveLength(1);
  });
});

describe('a target that sends Retry-After', () => {
  const nextAfter = async (status: number, retryAfter: string, date?: string): Promise<number> => {
    target.answer((response) =>
      response
        .writeHead(status, { 'Retry-After': retryAfter, ...(date !== undefined && { Date: date }) })
        .end(),
    );
    const [delivery] = await attempted(owner, await sendEvent(`"${status} ${retryAfter}"`), 1);
    const { next_attempt_at, created_at, milliseconds } = delivery;
    return Date.parse(next_attempt_at) - Date.parse(created_at) - milliseconds;
  };

  test.each([429, 503])('with %i gets no requests for that long', async (status) => {
    expect(await nextAfter(status, '3600')).toBe(HOUR);
  });

  test('as a date gets no requests until that time by its own clock', async () => {
    const at = (time: number) => new Date(time).toUTCString();
    const inTwoHours = await nextAfter(503, at(Date.now() + 2 * HOUR));
    expect(Math.abs(inTwoHours - 2 * HOUR)).toBeLessThan(60_000);
    const byItsClock = await nextAfter(429, at(3 * HOUR), at(HOUR));
    expect(byItsClock).toBe(2 * HOUR);
  });

  test('gets no requests for a day at most', async () => {
    for (const never of ['99999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])
      expect(await nextAfter(503, never)).toBe(24 * HOUR);
  });

  test.each([
    [429, '1'],
    [429, 'soon'],
    [503, '-5'],
    [503, '1e9'],
    [503, 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [500, '3600'],
    [400, '3600'],
  ])('is retried on the normal schedule otherwise: %i, %s', async (status, retryAfter) => {
    const wait = await nextAfter(status, retryAfter);
    expect(wait).toBeGreaterThanOrEqual(5_000);
    expect(wait).toBeLessThanOrEqual(5_500);
  });
});

describe('a target that responds 410', () => {
  const flow = async () => (await owner.get(`flows/${webhook.flow}`)).body.data.attributes;

  test('gets no more deliveries from any webhook of its flow, and new events wait', async () => {
    const other = await makeWebhook(owner, target.url, FROM_GITHUB);
    const sameFlow = document('webhook', {}, { flow: { type: 'flow', id: webhook.flow } });
    expect((await owner.patch(`webhooks/${other.id}`, sameFlow)).status).toBe(200);
    target.answer((response) => response.writeHead(410).end());
    const first = await sendEvent('1');
    const { attributes } = await eventWhen(
      owner,
      first,
      (event) => event.state_reason_code === 'target_gone',
    );
    expect(attributes).toMatchObject({ state: 'pending', attempts: 1 });
    await eventWhen(owner, first, async () => (await flow()).target_gone_at !== null);
    for (let look = 0; look < 10; look += 1) await hurry(app, first);
    for (const to of [webhook, other]) {
      const later = await sendEvent('2', to);
      await eventWhen(owner, later, (event) => event.state_reason_code === 'target_gone');
      expect(await deliveriesOf(owner, later)).toEqual([]);
    }
    expect(target.received).toHaveLength(1);
  });

  test('is recorded in the audit log once', async () => {
    target.answer((response) => response.writeHead(410).end());
    const ids = await Promise.all(['1', '2', '3'].map((body) => sendEvent(body)));
    for (const id of ids) await eventWhen(owner, id, (event) => event.state_reason_code === 'target_gone');
    const recorded = async () =>
      (await owner.get('audit-events?filter[action]=flows.target_gone')).body.data as unknown[];
    await eventWhen(owner, ids[0]!, async () => (await recorded()).length > 0);
    expect(await recorded()).toMatchObject([
      { attributes: { actor_type: 'system', resource_type: 'flow', resource_id: webhook.flow } },
    ]);
  });

  test('gets the waiting events once target_url is set again, even to the same URL', async () => {
    target.answer((response) => response.writeHead(410).end());
    const id = await sendEvent();
    await eventWhen(owner, id, async () => (await flow()).target_gone_at !== null);
    await owner.patch(`flows/${webhook.flow}`, document('flow', { name: 'Another name' }));
    expect((await flow()).target_gone_at).toEqual(expect.any(String));
    target.answer((response) => response.writeHead(204).end());
    await owner.patch(`flows/${webhook.flow}`, document('flow', { target_url: target.url }));
    expect((await flow()).target_gone_at).toBeNull();
    await hurry(app, id);
    await eventIn(owner, id, 'delivered');
  });
});
