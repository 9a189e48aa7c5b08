import type { ServerResponse } from 'node:http';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { startInternet, type Internet } from '../support/internet/internet.ts';
import { DECLARED } from '../support/senders.ts';
import { eventsKept, makeWebhook, type MadeWebhook } from '../support/webhooks.ts';

const TOPIC = 'arn:aws:sns:us-west-2:123456789012:MyTopic';
const URL_OF_SNS = `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37f`;

let app: TestApp;
let owner: Caller;
let internet: Internet;
/** The URLs that were called. */
let called: string[];
let answering: (response: ServerResponse) => void;
beforeAll(async () => {
  internet = await startInternet((request, response) => {
    called.push(`https://${request.headers.host}${request.url}`);
    answering(response);
  });
  app = await startApp({ OUTBOUND_PROXY: internet.proxy });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await internet.close();
});
beforeEach(() => {
  called = [];
  answering = (response) => response.end('<ConfirmSubscriptionResponse/>');
});

/** A webhook whose sender signs as declared. How SNS signs does not matter here. */
function made(): Promise<MadeWebhook> {
  const { config_services, ...attributes } = DECLARED.attributes;
  const webhook_handshake = { type: 'sns_subscription', topic_arn: TOPIC };
  return makeWebhook(owner, 'https://target.example/', {
    ...attributes,
    config_services: { ...config_services, webhook_handshake },
  });
}

/** The confirmation of AWS's documentation. */
const MESSAGE = {
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: '2336412f37f',
  TopicArn: TOPIC,
  Message: `You have chosen to subscribe to the topic ${TOPIC}.`,
  SubscribeURL: URL_OF_SNS,
  Timestamp: '2012-04-26T20:45:04.751Z',
  SignatureVersion: '1',
};

function send(path: string, message: object, signing: object = {}): Promise<Answer> {
  const body = JSON.stringify(message);
  const headers = { ...DECLARED.headers(body, signing), 'Content-Type': 'text/plain; charset=UTF-8' };
  return app.request('POST', path, { headers, body });
}

test('a subscription to the declared topic is confirmed by calling SNS, and not stored', async () => {
  const webhook = await made();
  const { status, text } = await send(webhook.path, MESSAGE);
  expect([status, text, called]).toEqual([200, '', [URL_OF_SNS]]);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('SNS in China has another domain', async () => {
  const { path } = await made();
  const SubscribeURL = 'https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription&Token=1';
  expect((await send(path, { ...MESSAGE, SubscribeURL })).status).toBe(200);
  expect(called).toEqual([SubscribeURL]);
});

test('nothing is called before the signature is verified', async () => {
  const { path } = await made();
  expect((await send(path, MESSAGE, { secret: 'another' })).status).toBe(401);
  expect(called).toEqual([]);
});

test.each([
  ['of another topic', { TopicArn: `${TOPIC}2` }],
  ['without a topic', { TopicArn: undefined }],
  ['without a URL', { SubscribeURL: undefined }],
  ['with several URLs', { SubscribeURL: [URL_OF_SNS] }],
])('a confirmation %s is refused', async (_, change) => {
  const { path } = await made();
  expect((await send(path, { ...MESSAGE, ...change })).status).toBe(401);
  expect(called).toEqual([]);
});

test.each([
  'http://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription',
  'https://sns.us-west-2.amazonaws.com:8443/?Action=ConfirmSubscription',
  'https://user@sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription',
  'https://sns.us-west-2.amazonaws.com/?Action=DeleteTopic',
  'https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&Action=DeleteTopic',
  'https://sns.us-west-2.amazonaws.com/other?Action=ConfirmSubscription',
  'https://sns.us-west-2.amazonaws.com.evil.example/?Action=ConfirmSubscription',
  'https://evil.example/sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription',
  'https://evil-sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription',
  'https://sns.us-west-2.x.amazonaws.com/?Action=ConfirmSubscription',
  'https://my-bucket.s3.amazonaws.com/?Action=ConfirmSubscription',
  'https://169.254.169.254/?Action=ConfirmSubscription',
  'not a URL',
])('SubscribeURL %s is not called', async (SubscribeURL) => {
  const { path } = await made();
  expect((await send(path, { ...MESSAGE, SubscribeURL })).status).toBe(401);
  expect(called).toEqual([]);
});

test.each([
  ['refuses', (response: ServerResponse) => void response.writeHead(403).end('<ErrorResponse/>')],
  ['fails', (response: ServerResponse) => void response.writeHead(500).end()],
  ['closes the connection', (response: ServerResponse) => void response.destroy()],
  [
    'redirects',
    (response: ServerResponse) => void response.writeHead(302, { Location: 'https://evil.example/' }).end(),
  ],
])('if SNS %s, the confirmation fails, so that it is repeated', async (_, how) => {
  answering = how;
  const webhook = await made();
  const { status, body, headers } = await send(webhook.path, MESSAGE);
  expect([status, body.errors[0].code, headers['retry-after']]).toEqual([503, 'provider_unavailable', '60']);
  expect(called).toEqual([URL_OF_SNS]);
  expect(await eventsKept(app, webhook)).toBe(0);
});

test('nothing is called while the webhook is disabled', async () => {
  const webhook = await made();
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }));
  expect((await send(webhook.path, MESSAGE)).status).toBe(409);
  expect(called).toEqual([]);
});

test('other messages, and confirmations at /actions or on another webhook, are events', async () => {
  const webhook = await made();
  const { attributes } = DECLARED;
  const plain = await makeWebhook(owner, 'https://target.example/', attributes);
  expect((await send(webhook.path, { ...MESSAGE, Type: 'Notification' })).status).toBe(202);
  expect((await send(webhook.path, { ...MESSAGE, Type: 'UnsubscribeConfirmation' })).status).toBe(202);
  expect((await send(`${webhook.path}/actions`, MESSAGE)).status).toBe(200);
  expect((await send(plain.path, MESSAGE)).status).toBe(202);
  expect(called.filter((url) => url.includes('amazonaws'))).toEqual([]);
  expect(await eventsKept(app, webhook)).toBe(3);
});
