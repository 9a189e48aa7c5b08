import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { DECLARED, GITHUB, META, SLACK, STRIPE, ZOOM, type Sender } from '../support/senders.ts';
import { makeWebhook, startFlowTarget, type FlowTarget, type MadeWebhook } from '../support/webhooks.ts';

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

const make = ({ attributes }: Sender, more: object = {}) =>
  makeWebhook(owner, target.url, { ...attributes, ...more });
const send = ({ path }: MadeWebhook, sender: Sender, place = ''): Promise<Answer> =>
  app.request('POST', path + place, { headers: sender.headers('{}'), body: '{}' });

test.each([
  ['Zoom', ZOOM],
  ['Slack', SLACK],
  ['Meta', META],
])('%s gets 200 without a body', async (_, sender) => {
  const { status, text, headers } = await send(await make(sender), sender);
  expect([status, text, headers['content-length']]).toEqual([200, '', '0']);
  expect(headers['webhook-id']).toEqual(expect.any(String));
});

test.each([
  ['GitHub', GITHUB],
  ['Stripe', STRIPE],
  ['a custom sender', DECLARED],
])("%s gets 202 and the event's id", async (_, sender) => {
  const { status, body, headers } = await send(await make(sender), sender);
  expect([status, body]).toEqual([202, { id: headers['webhook-id'] }]);
});

test.each([
  [{ status: 200 }, '', undefined],
  [{ status: 204 }, '', undefined],
  [{ status: 201, body: 'tak' }, 'tak', 'text/plain; charset=utf-8'],
  [
    { status: 202, content_type: 'application/json', body: '{"ok":true}' },
    '{"ok":true}',
    'application/json; charset=utf-8',
  ],
  [{ status: 200, content_type: 'text/xml', body: '<Response/>' }, '<Response/>', 'text/xml; charset=utf-8'],
])('a webhook sets the response to its events: %j', async (response, text, type) => {
  for (const sender of [DECLARED, ZOOM]) {
    const webhook = await make(sender, { response });
    const answer = await send(webhook, sender);
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
      response.status,
      text,
      type,
    ]);
    expect(answer.headers['webhook-id']).toEqual(expect.any(String));
    // Actions have their own response.
    expect((await send(webhook, sender, '/actions')).status).toBe(200);
  }
});

test.each([
  { status: 200, content_type: 'application/json', body: '{"response_action":"clear"}' },
  { status: 201 },
  { status: 202 },
  { status: 204 },
])('a webhook sets the response to its actions: %j', async (action_response) => {
  const webhook = await make(SLACK, { action_response });
  const { status, text } = await send(webhook, SLACK, '/actions');
  expect([status, text]).toEqual([
    action_response.status,
    'body' in action_response ? action_response.body : '',
  ]);
  expect((await send(webhook, SLACK)).text).toBe('');
});

test("a tenant's response body can do nothing in a browser", async () => {
  const body = '<x xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></x>';
  const webhook = await make(DECLARED, { response: { status: 200, content_type: 'application/xml', body } });
  const { headers } = await send(webhook, DECLARED);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  expect(headers['content-security-policy']).toMatch(/sandbox; default-src 'none'/);
});

test("setting the response to null restores the sender's default", async () => {
  const webhook = await make(ZOOM, { response: { status: 202 } });
  expect((await send(webhook, ZOOM)).status).toBe(202);
  const { body } = await owner.patch(`webhooks/${webhook.id}`, document('webhook', { response: null }));
  expect(body.data.attributes.response).toBeNull();
  expect((await send(webhook, ZOOM)).status).toBe(200);
});

test.each([
  { status: 500 },
  { status: 302 },
  { status: 199 },
  { status: 204, body: 'x' },
  { status: 200, content_type: 'text/html', body: '<b>' },
  { status: 200, body: 'x'.repeat(10_001) },
  { body: 'x' },
])('only a success response that is not HTML is allowed: %j is refused', async (response) => {
  const webhook = await make(DECLARED);
  for (const name of ['response', 'action_response']) {
    const answer = await owner.patch(`webhooks/${webhook.id}`, document('webhook', { [name]: response }));
    expect([answer.status, answer.body.errors[0].code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors[0].source.pointer).toContain(`/data/attributes/${name}`);
  }
});

test('a sender that is not verified does not get the response', async () => {
  const webhook = await make(DECLARED, { response: { status: 200, body: 'secret' } });
  const { status, text } = await app.request('POST', webhook.path, { headers: {}, body: '{}' });
  expect(status).toBe(401);
  expect(text).not.toContain('secret');
});
