import { createHmac } from 'node:crypto';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
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

test('deliveries are signed as Standard Webhooks specifies', async () => {
  const id = await sendEvent('{"a":1}');
  await target.until(1);
  const { headers } = target.received[0]!;
  const key = Buffer.from(webhook.signingSecret.replace('whsec_', ''), 'base64');
  const signed = `${id}.${headers['webhook-timestamp'] as string}.{"a":1}`;
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${expected}`);
});

test('after a rotation, deliveries have the previous signature too until the overlap ends', async () => {
  const body = document('signing-secret', { overlap: 3600 });
  const rotated = await owner.post(`webhooks/${webhook.id}/signing-secrets`, body);
  const secrets = [rotated.body.data.attributes.signing_secret as string, webhook.signingSecret];
  const signaturesOf = (count: number): string[] => {
    const { headers, body: sent } = target.received[count - 1]!;
    const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${sent.toString()}`;
    return secrets.map((secret) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    });
  };
  await sendEvent('{"a":1}');
  await target.until(1);
  expect(target.received[0]!.headers['webhook-signature']).toBe(signaturesOf(1).join(' '));
  const row = tablesOf(app)('webhooks').where({ id: webhook.id });
  await row.update({ previous_signing_secret_until: Date.now() - 1 });
  await sendEvent('{"a":2}');
  await target.until(2);
  expect(target.received[1]!.headers['webhook-signature']).toBe(signaturesOf(2)[0]);
});

test('a failed delivery is retried under the same id until it succeeds', async () => {
  target.answer((response) => response.writeHead(500).end('out of order'));
  const id = await sendEvent();
  await attempted(owner, id, 1);
  const { attributes } = await eventIn(owner, id, 'pending');
  expect(attributes).toMatchObject({
    attempts: 1,
    state_reason: 'The target responded with status 500.',
  });
  const wait = Date.parse(attributes.next_attempt_at) - Date.parse(attributes.updated_at);
  expect(wait).toBeGreaterThan(3_000);
  expect(wait).toBeLessThan(8_000);
  target.answer((response) => response.writeHead(200).end('thanks'));
  await hurry(app, id);
  await eventIn(owner, id, 'delivered');
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  expect(await deliveriesOf(owner, id)).toMatchObject([
    { state: 'failed', attempt: 1, status_code: 500, answer: 'out of order' },
    { state: 'succeeded', attempt: 2, status_code: 200, answer: 'thanks', next_attempt_at: null },
  ]);
  expect(await deliveriesOf(owner, id, '&filter[state]=failed')).toMatchObject([{ attempt: 1 }]);
});

test('delivery stops after eight attempts', async () => {
  target.answer((response) => response.writeHead(503).end());
  const id = await sendEvent();
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await attempted(owner, id, attempt);
    if (attempt < 8) await hurry(app, id);
  }
  const { attributes } = await eventIn(owner, id, 'failed');
  expect(attributes).toMatchObject({ attempts: 8, next_attempt_at: null });
  const { body } = await owner.get('webhook-events?filter[state]=failed');
  expect(body.data.map((one: { id: string }) => one.id)).toEqual([id]);
});

test.each([
  ['redirects', 302, (url: string) => ({ Location: `${url}/elsewhere` })],
  ['is busy', 503, () => ({})],
] as const)('an attempt fails if the target %s', async (_, status, headers) => {
  target.answer((response) => response.writeHead(status, headers(target.url)).end());
  const id = await sendEvent();
  await attempted(owner, id, 1);
  expect(await deliveriesOf(owner, id)).toMatchObject([{ state: 'failed', status_code: status }]);
  expect(target.received).toHaveLength(1);
});

test('an attempt fails if the target resets the connection', async () => {
  target.answer((response) => response.socket!.destroy());
  const reset = await sendEvent('1');
  await attempted(owner, reset, 1);
  expect(await deliveriesOf(owner, reset)).toMatchObject([{ state: 'failed', status_code: null }]);
});

test('an attempt of a process that died is repeated when its lease expires', async () => {
  const id = await sendEvent();
  await eventIn(owner, id, 'delivered');
  // The state of the row between the commit and the target's response.
  const inFlight = { state: 'pending', attempts: 1, next_attempt_at: Date.now() + 60_000 };
  await tablesOf(app)('webhook_events').where({ id }).update(inFlight);
  await app.platform.services.webhooks.deliverer.run();
  expect(target.received).toHaveLength(1);
  await hurry(app, id);
  expect((await eventIn(owner, id, 'delivered')).attributes.attempts).toBe(2);
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
});

test('an undelivered event of a deleted webhook is kept and shows the reason', async () => {
  target.answer((response) => response.writeHead(500).end());
  const id = await sendEvent();
  await attempted(owner, id, 1);
  await owner.delete(`webhooks/${webhook.id}`);
  await hurry(app, id);
  const { attributes } = await eventIn(owner, id, 'failed');
  expect(attributes.state_reason).toBe('The webhook has been deleted.');
});

test('a replay during an attempt causes another attempt', async () => {
  let finishFirst = (): unknown => undefined;
  target.answer((response) => void (finishFirst = () => response.writeHead(204).end()));
  const id = await sendEvent();
  await target.until(1);
  target.answer((response) => response.writeHead(204).end());
  await owner.post(`webhook-events/${id}/replays`);
  finishFirst();
  await target.until(2);
  await eventIn(owner, id, 'delivered');
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
});

test.each<[string, object, string]>([
  ['without a target', { target_url: null }, 'The flow has no target_url. Set one to deliver its events.'],
  [
    'that is stopped',
    { status: 'stopped' },
    'The status of the flow is stopped. Set it to active to deliver its events.',
  ],
])('events of a flow %s wait and show the reason', async (_what, attributes, reason) => {
  target.answer((response) => response.writeHead(500).end());
  const id = await sendEvent();
  await attempted(owner, id, 1);
  await owner.patch(`flows/${webhook.flow}`, document('flow', attributes));
  await hurry(app, id);
  const { attributes: event } = await eventWhen(owner, id, ({ state_reason }) => state_reason === reason);
  expect(event.state).toBe('pending');
});

test('a paused flow accepts events and delivers them once it is active again', async () => {
  await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'paused' }));
  const id = await sendEvent();
  const { attributes } = await eventWhen(owner, id, (event) => event.state_reason_code === 'flow_paused');
  expect(attributes.state).toBe('pending');
  expect([target.received, await deliveriesOf(owner, id)]).toEqual([[], []]);
  await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'active' }));
  await hurry(app, id);
  await eventIn(owner, id, 'delivered');
});

test('while a webhook is disabled, its events wait and no attempt is counted', async () => {
  target.answer((response) => response.writeHead(500).end());
  const id = await sendEvent();
  await attempted(owner, id, 1);
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
  for (let look = 0; look < 10; look += 1) {
    await hurry(app, id);
    await eventWhen(owner, id, ({ next_attempt_at }) => next_attempt_at === null);
  }
  const { attributes } = await eventIn(owner, id, 'pending');
  expect(attributes.state_reason).toBe('The webhook is disabled. Set enabled to true to deliver its events.');
  expect(await deliveriesOf(owner, id)).toHaveLength(1);
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: true }));
  await hurry(app, id);
  await attempted(owner, id, 2);
  // This is the second of eight attempts, not the twelfth.
  await eventIn(owner, id, 'pending');
  target.answer((response) => response.writeHead(204).end());
  await hurry(app, id);
  await eventIn(owner, id, 'delivered');
});
