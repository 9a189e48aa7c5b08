import { sign, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { PaypalVerification, SnsVerification } from '../../src/schema/index.ts';
import {
  replayWindow,
  VerificationError,
  type KeySource,
  type SignedRequest,
} from '../../src/signatures/index.ts';
import { selfSigned } from '../support/self-signed.ts';
import { checkSender } from './check.ts';

const SENDER = selfSigned({ rsa: true });
const OTHER = selfSigned({ rsa: true });
/** A whole second, which is all that PayPal sends. */
const NOW = Math.floor(Date.now() / 1000) * 1000;

const SNS_URL = 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem';
const PAYPAL_URL = 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-aecacc47';

/** Publishes one certificate, at the two URLs alone. */
function publishing(certificate = SENDER.cert): KeySource & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    keySet: () => Promise.reject(new Error('no key set is needed')),
    certificate: (url) => {
      asked.push(url);
      return url === SNS_URL || url === PAYPAL_URL
        ? Promise.resolve(new X509Certificate(certificate))
        : Promise.reject(new VerificationError('none'));
    },
  };
}

/** A time as PayPal sends it, in seconds from now. */
const at = (seconds: number) => `${new Date(NOW + seconds * 1000).toISOString().slice(0, 19)}Z`;
const signed = (content: string, algorithm: 'sha1' | 'sha256', { key } = SENDER) =>
  sign(algorithm, Buffer.from(content), key).toString('base64');

async function outcome(
  verification: SnsVerification | PaypalVerification,
  change: Partial<SignedRequest>,
  keys = publishing(),
) {
  const request = {
    headers: {},
    body: Buffer.alloc(0),
    method: 'POST',
    url: 'https://a.example/',
    secrets: [],
    now: NOW,
    ...change,
  };
  const checked = await checkSender(verification, request, keys);
  return checked.valid ? checked.replay : checked.reason;
}

describe('Amazon SNS', () => {
  const TOPIC = 'arn:aws:sns:us-east-1:123456789012:orders';
  const SNS: SnsVerification = { type: 'sns', topic_arns: [TOPIC] };
  const MESSAGE = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Subject: 'My First Message',
    Message: 'Hello world!',
    Timestamp: new Date(NOW).toISOString(),
    SignatureVersion: '2',
    SigningCertURL: SNS_URL,
  };
  const CONFIRMATION = {
    ...MESSAGE,
    Type: 'SubscriptionConfirmation',
    Token: '2336412f37',
    SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
  };

  /** As in the documentation: each name and value on a line of its own, in this order. */
  function contentOf(message: Record<string, unknown>): string {
    const names =
      message['Type'] === 'Notification'
        ? [
            'Message',
            'MessageId',
            ...('Subject' in message ? ['Subject'] : []),
            'Timestamp',
            'TopicArn',
            'Type',
          ]
        : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    return names.map((name) => `${name}\n${String(message[name])}\n`).join('');
  }
  const sent = (message: Record<string, unknown>, by = SENDER) => {
    const algorithm = message['SignatureVersion'] === '1' ? 'sha1' : 'sha256';
    return { ...message, Signature: signed(contentOf(message), algorithm, by) };
  };
  const received = (message: object, keys?: ReturnType<typeof publishing>) =>
    outcome(SNS, { body: Buffer.from(JSON.stringify(message)) }, keys);

  test('a message of a declared topic is accepted, in either version of the signature', async () => {
    const { Subject: _, ...plain } = MESSAGE;
    for (const message of [MESSAGE, plain, CONFIRMATION, { ...MESSAGE, SignatureVersion: '1' }])
      expect(await received(sent(message))).toEqual({ by: 'signed id', key: expect.any(String) });
  });

  test('each signed member is covered', async () => {
    for (const message of [MESSAGE, CONFIRMATION])
      for (const name of Object.keys(message).filter(
        (one) => !one.startsWith('Sign') && !(one === 'Subject' && message === CONFIRMATION),
      ))
        expect(await received({ ...sent(message), [name]: 'other' })).toEqual(expect.any(String));
    expect(await received({ ...sent(MESSAGE), Subject: undefined })).toMatch(/does not match/);
    expect(await received(sent(MESSAGE, OTHER))).toMatch(/does not match/);
  });

  test('a message of another topic is refused, although Amazon signs it', async () => {
    const other = sent({ ...MESSAGE, TopicArn: 'arn:aws:sns:us-east-1:999999999999:orders' });
    expect(await received(other)).toBe('The TopicArn of the message is not one of topic_arns.');
  });

  test.each([
    'http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem',
    'https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-0a1b.pem',
    'https://evil.example/SimpleNotificationService-0a1b.pem',
    'https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-0a1b.pem',
    'https://evil-bucket.s3.amazonaws.com/SimpleNotificationService-0a1b.pem',
    'https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-0a1b.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem?x',
    'https://sns.us-east-1.amazonaws.com/../SimpleNotificationService-0a1b.pem',
    'https://sns.us-east-1xamazonaws.com/SimpleNotificationService-0a1b.pem',
  ])('a certificate at %s is not requested', async (SigningCertURL) => {
    const keys = publishing();
    expect(await received(sent({ ...MESSAGE, SigningCertURL }), keys)).toMatch(/^The URL of the certificate/);
    expect(keys.asked).toEqual([]);
  });

  test('anything else is refused', async () => {
    expect(await received([])).toMatch(/not a message of Amazon SNS/);
    expect(await received({ ...sent(MESSAGE), Type: 'constructor' })).toMatch(/Type of the message/);
    expect(await received({ ...sent(MESSAGE), SignatureVersion: '3' })).toMatch(/neither 1 nor 2/);
    expect(await received({ ...sent(MESSAGE), Message: 1 })).toMatch(/no Message/);
    expect(await received({ ...sent(MESSAGE), Signature: '!' })).toMatch(/not base64/);
  });

  test('a message is accepted for as long as SNS repeats it, and a recording of it not after that', async () => {
    const aged = (seconds: number) => sent({ ...MESSAGE, Timestamp: at(seconds) });
    for (const seconds of [-3_900, 3_890])
      expect(await received(aged(seconds))).toEqual({ by: 'signed id', key: expect.any(String) });
    expect(await received(aged(-3_902))).toBe('The timestamp is more than 3900 s in the past.');
    expect(await received(aged(3_902))).toMatch(/in the future/);
    expect(await received(sent({ ...MESSAGE, Timestamp: 'yesterday' }))).toMatch(/RFC 3339/);
    expect(replayWindow(SNS)).toBe(2 * 3_900_000);
  });

  test('a certificate that has expired is refused', async () => {
    const old = selfSigned({ rsa: true, valid: [-20, -10] });
    expect(await received(sent(MESSAGE, old), publishing(old.cert))).toMatch(/has expired/);
  });
});

describe('PayPal', () => {
  const PAYPAL: PaypalVerification = { type: 'paypal', webhook_id: '1JE4291016473214C' };
  const ID = '69cd13f0-d67a-11e5-baa3-778b53f4ae55';
  const AT = at(0);
  const BODY = Buffer.from('{"id":"WH-1","event_type":"PAYMENT.SALE.COMPLETED"}');
  const headersOf = (more: Record<string, string> = {}, by = SENDER, time = AT) => ({
    'paypal-transmission-id': ID,
    'paypal-transmission-time': time,
    'paypal-cert-url': PAYPAL_URL,
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-transmission-sig': signed(`${ID}|${time}|${PAYPAL.webhook_id}|${crc32(BODY)}`, 'sha256', by),
    ...more,
  });
  const received = (headers: Record<string, string>, body = BODY, verification = PAYPAL) =>
    outcome(verification, { headers, body });

  test('an event is accepted, and its ID identifies a replay', async () => {
    expect(await received(headersOf())).toEqual({ by: 'signed id', key: expect.any(String) });
  });

  test('another ID, time, body, webhook or key is refused', async () => {
    expect(await received(headersOf({ 'paypal-transmission-id': 'other' }))).toMatch(/does not match/);
    expect(await received(headersOf({ 'paypal-transmission-time': at(-1) }))).toMatch(/does not match/);
    expect(await received(headersOf(), Buffer.from(BODY.toString().replace('WH-1', 'WH-2')))).toMatch(
      /does not match/,
    );
    expect(await received(headersOf(), BODY, { ...PAYPAL, webhook_id: 'other' })).toMatch(/does not match/);
    expect(await received(headersOf({}, OTHER))).toMatch(/does not match/);
  });

  test('an event is accepted for as long as PayPal repeats it, and a recording of it not after that', async () => {
    const days = 3 * 86_400;
    const aged = (seconds: number) => received(headersOf({}, SENDER, at(seconds)));
    expect(await aged(-days)).toEqual({ by: 'signed id', key: expect.any(String) });
    expect(await aged(-days - 3_602)).toBe('The timestamp is more than 262800 s in the past.');
    expect(await aged(days + 3_602)).toMatch(/in the future/);
    expect(await received(headersOf({}, SENDER, '2026'))).toMatch(/RFC 3339/);
    expect(replayWindow(PAYPAL)).toBe(2_000 * (days + 3_600));
  });

  test('a separator in a value, another algorithm or another host is refused', async () => {
    expect(await received(headersOf({ 'paypal-transmission-id': 'a|b' }))).toMatch(/does not have the form/);
    expect(await received(headersOf({ 'paypal-auth-algo': 'SHA1withRSA' }))).toMatch(/not SHA256withRSA/);
    for (const host of ['api.paypal.com.evil.example', 'evil.example', 'www.paypal.com'])
      expect(
        await received(headersOf({ 'paypal-cert-url': PAYPAL_URL.replace('api.paypal.com', host) })),
      ).toMatch(/^The URL of the certificate/);
  });
});
