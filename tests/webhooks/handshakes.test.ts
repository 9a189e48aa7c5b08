import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { GITHUB, META, MICROSOFT_GRAPH, SLACK, ZOOM, type Sender } from '../support/senders.ts';
import {
  eventIn,
  eventsKept,
  makeWebhook,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

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

const made = ({ attributes }: Sender) => makeWebhook(owner, target.url, attributes);

function post(path: string, sender: Sender, body: string, signing: object = {}): Promise<Answer> {
  return app.request('POST', path, { headers: sender.headers(body, signing), body });
}

const TEXT = 'text/plain; charset=utf-8';
const WRONG = { secret: 'another secret' };
const SLACK_ASKS = '{"token":"t","challenge":"3eZbrw1a","type":"url_verification"}';
const ZOOM_ASKS = '{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event":"endpoint.url_validation"}';
const META_ASKS = '?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=';
const GRAPH_ASKS = '?validationToken=Validation%3A+Testing+client%20application%2F%C3%BC%26';

/** The handshake of each third party, valid and invalid. */
const HANDSHAKES = {
  Slack: {
    sender: SLACK,
    sendValid: ({ path }: MadeWebhook) => post(path, SLACK, SLACK_ASKS),
    sendInvalid: ({ path }: MadeWebhook) => post(path, SLACK, SLACK_ASKS, WRONG),
    answer: ['3eZbrw1a', TEXT],
  },
  Zoom: {
    sender: ZOOM,
    sendValid: ({ path }: MadeWebhook) => post(path, ZOOM, ZOOM_ASKS),
    sendInvalid: ({ path }: MadeWebhook) => post(path, ZOOM, ZOOM_ASKS, WRONG),
    answer: [
      JSON.stringify({
        plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
        encryptedToken: createHmac('sha256', ZOOM.attributes.secret)
          .update('qgg8vlvZRS6UYooatFL8Aw')
          .digest('hex'),
      }),
      'application/json',
    ],
  },
  Meta: {
    sender: META,
    sendValid: ({ path }: MadeWebhook) => app.request('GET', `${path}${META_ASKS}meatyhamhock`),
    sendInvalid: ({ path }: MadeWebhook) => app.request('GET', `${path}${META_ASKS}meatyhamhocks`),
    answer: ['1158201444', TEXT],
  },
  'Microsoft Graph': {
    sender: MICROSOFT_GRAPH,
    sendValid: ({ path }: MadeWebhook) => app.request('POST', path + GRAPH_ASKS),
    sendInvalid: ({ path }: MadeWebhook) => app.request('POST', `${path}?validationToken=%3Cscript%3E`),
    answer: ['Validation: Testing client application/ü&', TEXT],
  },
};
const THIRD_PARTIES = Object.entries(HANDSHAKES);

describe.each(THIRD_PARTIES)('the %s handshake', (_, { sender, sendValid, sendInvalid, answer }) => {
  test('is answered and not stored as an event', async () => {
    const webhook = await made(sender);
    const { status, text, headers } = await sendValid(webhook);
    expect([status, text, headers['content-type']]).toEqual([200, ...answer]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('is answered even while the flow is not active', async () => {
    const webhook = await made(sender);
    await owner.patch(`flows/${webhook.flow}`, document('flow', { status: 'stopped' }));
    const { status, text } = await sendValid(webhook);
    expect([status, text]).toEqual([200, answer[0]]);
  });

  test('is refused if it is invalid, and not stored', async () => {
    const webhook = await made(sender);
    const { status, headers } = await sendInvalid(webhook);
    expect([status, headers['www-authenticate']]).toEqual([401, 'Signature realm="valetkey"']);
    expect(await eventsKept(app, webhook)).toBe(0);
  });
});

describe('on a webhook of another type,', () => {
  test.each([
    ["Slack's URL verification", SLACK_ASKS],
    ["Zoom's URL validation", ZOOM_ASKS],
  ])('%s is an ordinary event', async (_, body) => {
    const webhook = await made(GITHUB);
    const answer = await post(webhook.path, GITHUB, body);
    expect(answer.status).toBe(202);
    expect((await eventIn(owner, answer.body.id, 'delivered')).attributes.body).toBe(body);
  });

  test("Slack's URL verification signed by Zoom is an ordinary event", async () => {
    const webhook = await made(ZOOM);
    expect((await post(webhook.path, ZOOM, SLACK_ASKS)).text).toBe('');
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test("Microsoft Graph's validation request must be signed", async () => {
    const webhook = await made(GITHUB);
    const path = webhook.path + GRAPH_ASKS;
    expect((await app.request('POST', path)).status).toBe(401);
    expect((await post(path, GITHUB, '{}')).status).toBe(202);
  });

  test("Meta's verification request uses a method that is not allowed", async () => {
    const webhook = await made(GITHUB);
    const { status, headers } = await app.request('GET', `${webhook.path}${META_ASKS}meatyhamhock`);
    expect([status, headers['allow']]).toEqual([405, 'POST']);
  });
});

test('an ordinary event of a third party with a handshake is stored', async () => {
  for (const sender of [SLACK, ZOOM, META]) {
    const webhook = await made(sender);
    expect((await post(webhook.path, sender, '{"type":"message"}')).status).toBe(200);
    expect(await eventsKept(app, webhook)).toBe(1);
  }
});

test('a GET to a Meta webhook that is not a verification request is not allowed', async () => {
  const { path } = await made(META);
  expect((await app.request('GET', path)).status).toBe(405);
});

describe('a Microsoft Graph notification', () => {
  const notification = (...states: (string | undefined)[]) =>
    JSON.stringify({ value: states.map((clientState) => ({ changeType: 'updated', clientState })) });
  const { secret } = MICROSOFT_GRAPH.attributes;

  test("is accepted with the subscription's clientState, and stored without it", async () => {
    const webhook = await made(MICROSOFT_GRAPH);
    const { status, body } = await post(webhook.path, MICROSOFT_GRAPH, notification(secret, secret));
    expect(status).toBe(202);
    const { attributes } = await eventIn(owner, body.id, 'delivered');
    // The secret was in the body, but is not stored with it.
    expect(attributes.body).not.toContain(secret);
    expect(JSON.parse(attributes.body).value).toHaveLength(2);
  });

  test.each([
    ['another clientState', ['another']],
    ['no clientState', [undefined]],
    ['another clientState in one of several', [secret, 'another']],
  ])('is refused with %s', async (_, states) => {
    const webhook = await made(MICROSOFT_GRAPH);
    expect((await post(webhook.path, MICROSOFT_GRAPH, notification(...states))).status).toBe(401);
    expect(await eventsKept(app, webhook)).toBe(0);
  });
});
