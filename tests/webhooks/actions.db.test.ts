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

function act(body: string, { signedBody = body, headers = {}, of = webhook } = {}): Promise<Answer> {
  const signed = { ...SLACK.headers(signedBody), ...headers };
  return app.request('POST', `${of.path}/actions`, { headers: signed, body });
}

test('without a parser for actions it goes on as it came', async () => {
  const { status, headers } = await act('payload=%7B%7D');
  expect(status).toBe(200);
  const { attributes } = await eventIn(owner, headers['webhook-id']!, 'delivered');
  expect(attributes).toMatchObject({ kind: 'action', parsed: null });
  expect(target.received.at(-1)!.body.toString()).toBe('payload=%7B%7D');
});

test('who does not sign it is refused, and it is not kept', async () => {
  const { status, headers } = await act('payload=1', { signedBody: 'payload=2' });
  expect([status, headers['www-authenticate']]).toEqual([401, 'Signature realm="valetkey"']);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('a token must be good for it', async () => {
  const of = await makeWebhook(owner, target.url, { authentication: 'oauth2' });
  const by = async (scope?: string) =>
    (await act('{}', { of, headers: { Authorization: `Bearer ${await tokenFor(app, owner, scope)}` } }))
      .status;
  expect([await by('read.flows'), await by()]).toEqual([403, 200]);
});

test('it is not taken while the flow is not active', async () => {
  await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'stopped' }));
  const { status, body } = await act('{}');
  expect([status, body.errors[0].code]).toEqual([409, 'flow_not_active']);
});

test('what is too large or compressed is refused', async () => {
  const large = await act('x'.repeat(1_048_577));
  const compressed = await act('{}', { headers: { 'Content-Encoding': 'gzip' } });
  expect([large.status, compressed.status]).toEqual([413, 415]);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('an address that is none is not found', async () => {
  const of = { ...webhook, path: `/hooks/${'a'.repeat(43)}` };
  expect((await act('{}', { of })).status).toBe(404);
  expect((await app.request('GET', of.path)).status).toBe(404);
});

describe('nobody registers it with a third party, so what looks like a question', () => {
  test("of Slack's is an action", async () => {
    const { status, text } = await act('{"type":"url_verification","challenge":"3eZbrw1a"}');
    expect([status, text]).toEqual([200, '']);
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test("of Meta's is not answered", async () => {
    const { path } = await makeWebhook(owner, target.url, META.attributes);
    const query = 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=meatyhamhock';
    const asked = `${path}/actions?${query}`;
    expect((await app.request('GET', asked, { unknownPath: true })).status).toBe(405);
  });
});
