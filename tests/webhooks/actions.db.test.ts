import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { META, SLACK } from '../support/senders.ts';
import {
  eventIn,
  eventsKept,
  makeWebhook,
  startFlowTarget,
  tokenFor,
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
  target = await startFlowTarget();
});
afterAll(async () => {
  await app.close();
  await target.close();
});
beforeEach(async () => {
  webhook = await makeWebhook(owner, target.url, SLACK.attributes);
});

function post(body: string, { signedBody = body, headers = {}, to = webhook } = {}): Promise<Answer> {
  const signed = { ...SLACK.headers(signedBody), ...headers };
  return app.request('POST', `${to.path}/actions`, { headers: signed, body });
}

test('without an action parser, an action is delivered unchanged', async () => {
  const { status, headers } = await post('payload=%7B%7D');
  expect(status).toBe(200);
  const { attributes } = await eventIn(owner, headers['webhook-id']!, 'delivered');
  expect(attributes).toMatchObject({ kind: 'action', parsed: null });
  expect(target.received.at(-1)!.body.toString()).toBe('payload=%7B%7D');
});

test('an action with a wrong signature is refused and not stored', async () => {
  const { status, headers } = await post('payload=1', { signedBody: 'payload=2' });
  expect([status, headers['www-authenticate']]).toEqual([401, 'Signature realm="valetkey"']);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('an action sent with a token needs the scope to execute webhooks', async () => {
  const to = await makeWebhook(owner, target.url, { authentication: 'oauth2' });
  const by = async (scope?: string) =>
    (await post('{}', { to, headers: { Authorization: `Bearer ${await tokenFor(app, owner, scope)}` } }))
      .status;
  expect([await by('read.flows'), await by()]).toEqual([403, 200]);
});

test('an action is refused while the flow is not active', async () => {
  await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'stopped' }));
  const { status, body } = await post('{}');
  expect([status, body.errors[0].code]).toEqual([409, 'flow_not_active']);
});

test('an action that is too large, or not in its Content-Encoding, is refused', async () => {
  const large = await post('x'.repeat(1_048_577));
  const compressed = await post('{}', { headers: { 'Content-Encoding': 'gzip' } });
  const unknown = await post('{}', { headers: { 'Content-Encoding': 'compress' } });
  expect([large.status, compressed.status, unknown.status]).toEqual([413, 400, 415]);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('an unknown webhook URL is not found', async () => {
  const to = { ...webhook, path: `/hooks/${'a'.repeat(43)}` };
  expect((await post('{}', { to })).status).toBe(404);
  expect((await app.request('GET', to.path)).status).toBe(404);
});

describe('the action URL has no handshake, because no third party registers it:', () => {
  test("Slack's URL verification is an ordinary action", async () => {
    const { status, text } = await post('{"type":"url_verification","challenge":"3eZbrw1a"}');
    expect([status, text]).toEqual([200, '']);
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test("Meta's verification request is not allowed", async () => {
    const { path } = await makeWebhook(owner, target.url, META.attributes);
    const query = 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=meatyhamhock';
    const url = `${path}/actions?${query}`;
    expect((await app.request('GET', url, { unknownPath: true })).status).toBe(405);
  });
});
