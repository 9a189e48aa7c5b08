import { sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { startInternet, type Internet } from '../support/internet/internet.ts';
import { selfSigned } from '../support/self-signed.ts';
import { eventsKept, makeWebhook, type MadeWebhook } from '../support/webhooks.ts';

const SENDER = selfSigned({ rsa: true });
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:orders';
/** SNS repeats a message with the same time. */
const SENT_AT = new Date().toISOString();
const OF_AMAZON = 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem';
const OF_PAYPAL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594';

let app: TestApp;
let owner: Caller;
let internet: Internet;
/** The URLs that were called, without the flow's target. Every host publishes the same certificate. */
let called: string[];
beforeAll(async () => {
  internet = await startInternet(({ headers, url }, response) => {
    if (headers.host !== 'target.example') called.push(`https://${headers.host}${url}`);
    response.end(SENDER.cert);
  });
  app = await startApp({ OUTBOUND_PROXY: internet.proxy });
});
afterAll(async () => {
  await app.close();
  await internet.close();
});
beforeEach(async () => {
  called = [];
  // The server keeps certificates for each tenant, and these are new.
  owner = await app.tenant();
});

const made = (webhook_event_verification: object) =>
  makeWebhook(owner, 'https://target.example/', {
    authentication: 'signature',
    config_services: { webhook_event_verification },
  });
const signed = (content: string) => sign('sha256', Buffer.from(content), SENDER.key).toString('base64');

/** Sends a notification of Amazon SNS, signed as in its documentation. */
function notify({ path }: MadeWebhook, SigningCertURL: string, Message = 'Hello'): Promise<Answer> {
  const content = {
    Message,
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    Timestamp: SENT_AT,
    TopicArn: TOPIC,
    Type: 'Notification',
  };
  const Signature = signed(Object.entries(content).flat().join('\n') + '\n');
  const body = JSON.stringify({ ...content, SignatureVersion: '2', SigningCertURL, Signature });
  return app.request('POST', path, { headers: { 'Content-Type': 'text/plain; charset=UTF-8' }, body });
}

/** Sends an event of PayPal, signed as in its documentation. */
function transmit({ path }: MadeWebhook, url: string, webhookId = '1JE42'): Promise<Answer> {
  const body = '{"event_type":"PAYMENT.CAPTURE.COMPLETED"}';
  const time = new Date().toISOString();
  const headers = {
    'Paypal-Transmission-Id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
    'Paypal-Transmission-Time': time,
    'Paypal-Auth-Algo': 'SHA256withRSA',
    'Paypal-Cert-Url': url,
    'Paypal-Transmission-Sig': signed(
      `69cd13f0-d67a-11e5-baa3-778b53f4ae55|${time}|${webhookId}|${crc32(body)}`,
    ),
  };
  return app.request('POST', path, { headers, body });
}

const SENDERS = {
  'Amazon SNS': {
    verification: { type: 'sns', topic_arns: [TOPIC] },
    send: notify,
    url: OF_AMAZON,
    others: [
      'https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-0a1b.pem',
      'https://evil.example/SimpleNotificationService-0a1b.pem',
      'https://my-bucket.s3.amazonaws.com/SimpleNotificationService-0a1b.pem',
      OF_AMAZON.replace('https', 'http'),
    ],
  },
  PayPal: {
    verification: { type: 'paypal', webhook_id: '1JE42' },
    send: transmit,
    url: OF_PAYPAL,
    others: [
      OF_PAYPAL.replace('paypal.com', 'paypal.com.evil.example'),
      OF_PAYPAL.replace('api.', 'api.evil.'),
      `https://evil.example/${OF_PAYPAL}`,
      `${OF_PAYPAL}/../../other`,
    ],
  },
};

describe.each(Object.entries(SENDERS))('%s', (_name, { verification, send, url, others }) => {
  test("an event signed with a certificate of the sender's host is accepted, once", async () => {
    const webhook = await made(verification);
    const statuses = [await send(webhook, url), await send(webhook, url)].map(({ status }) => status);
    expect(statuses).toEqual([202, 202]);
    expect([called, await eventsKept(app, webhook)]).toEqual([[url], 1]);
  });

  test.each(others)('%s is not called for a certificate', async (other) => {
    const webhook = await made(verification);
    expect((await send(webhook, other)).status).toBe(401);
    expect([called, await eventsKept(app, webhook)]).toEqual([[], 0]);
  });
});

test('an event for another topic or webhook is refused, although the sender signed it', async () => {
  const sns = await made({ type: 'sns', topic_arns: [`${TOPIC}-other`] });
  const paypal = await made({ type: 'paypal', webhook_id: '1JE42' });
  const statuses = [await notify(sns, OF_AMAZON), await transmit(paypal, OF_PAYPAL, 'other')];
  expect(statuses.map(({ status }) => status)).toEqual([401, 401]);
  expect([await eventsKept(app, sns), await eventsKept(app, paypal)]).toEqual([0, 0]);
});
