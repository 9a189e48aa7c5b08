import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { eventIn, makeWebhook, startFlowTarget, tokenFor, type FlowTarget } from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterAll(async () => {
  await app.close();
  await target.close();
});

const HEADERS = {
  'Content-Type': 'application/json',
  'Ce-Specversion': '1.0',
  'Ce-Id': '1',
  'Ce-Source': '/orders',
  'Ce-Type': 'order.created',
};

test('a CloudEvent in the binary mode is delivered with its attributes, and its repetition is a duplicate', async () => {
  const webhook = await makeWebhook(owner, target.url, {
    authentication: 'oauth2',
    config_services: { webhook_parser: { type: 'jsonata', format: 'cloudevents' } },
  });
  const authorization = `Bearer ${await tokenFor(app, owner)}`;
  const send = () =>
    app.request('POST', webhook.path, {
      headers: { ...HEADERS, authorization, 'X-Other': 'not kept' },
      body: '{"total":7}',
    });
  const { body } = await send();
  await eventIn(owner, body.id, 'delivered');
  const received = target.received.find(({ headers }) => headers['webhook-id'] === body.id)!;
  expect(JSON.parse(received.body.toString())).toMatchObject({
    type: 'order.created',
    id: '/orders 1',
    data: { id: '1', source: '/orders', data: { total: 7 } },
  });
  expect(received.headers['x-other']).toBeUndefined();
  const again = await send();
  await eventIn(owner, again.body.id, 'duplicate');
});

test('without such a parser, its headers are not stored', async () => {
  const webhook = await makeWebhook(owner, target.url, { authentication: 'oauth2' });
  const authorization = `Bearer ${await tokenFor(app, owner)}`;
  const { body } = await app.request('POST', webhook.path, {
    headers: { ...HEADERS, authorization },
    body: '{}',
  });
  await eventIn(owner, body.id, 'delivered');
  const received = target.received.find(({ headers }) => headers['webhook-id'] === body.id)!;
  expect(received.headers['ce-id']).toBeUndefined();
});

test('an ID that no database can store ends its event, and holds up no other', async () => {
  const webhook = await makeWebhook(owner, target.url, {
    authentication: 'oauth2',
    config_services: { webhook_parser: { type: 'jsonata', format: 'cloudevents' } },
  });
  const authorization = `Bearer ${await tokenFor(app, owner)}`;
  const send = (id: string) =>
    app.request('POST', webhook.path, {
      headers: { authorization, 'Content-Type': 'application/cloudevents+json' },
      body: JSON.stringify({ specversion: '1.0', id, source: '/orders', type: 'order.created' }),
    });
  const [first, second] = await Promise.all([send('a\u0000'), send('b')]);
  const failed = await eventIn(owner, first.body.id, 'failed');
  expect(failed.attributes.state_reason_code).toBe('parser_failed');
  await eventIn(owner, second.body.id, 'delivered');
});
