import { createHash, createHmac } from 'node:crypto';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { sendRaw } from '../support/raw-request.ts';
import {
  DECLARED,
  GITHUB,
  HUBSPOT,
  SHOPIFY,
  SLACK,
  STANDARD_WEBHOOKS,
  STRIPE,
  ZOOM,
  type Sender,
} from '../support/senders.ts';
import {
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

/** @returns the status */
async function sent({ path }: MadeWebhook, headers: [string, string][], body = '{}'): Promise<number> {
  return (await sendRaw(app, { path, headers, body })).status;
}

describe.each(Object.entries({ SLACK, STRIPE, STANDARD_WEBHOOKS, HUBSPOT, ZOOM, DECLARED }))(
  'a request signed by %s',
  (_, sender) => {
    const BODY = '{"a":1}';
    const thisSecond = () => Math.floor(Date.now() / 1000);
    /** Repeats until the clock shows the same second before and after. Usually once is enough. */
    const sentAt = async (seconds: number): Promise<boolean> => {
      for (;;) {
        const webhook = await made(sender);
        const second = thisSecond();
        const headers = sender.headers(BODY, { at: second + seconds, url: webhook.endpoint });
        const { status } = await app.request('POST', webhook.path, { headers, body: BODY });
        if (thisSecond() !== second) continue;
        const isAccepted = status === 200 || status === 202;
        expect([await eventsKept(app, webhook), isAccepted || status === 401]).toEqual([
          isAccepted ? 1 : 0,
          true,
        ]);
        return isAccepted;
      }
    };

    test('five minutes ago, or by a clock five minutes ahead, is accepted', async () => {
      expect([await sentAt(-299), await sentAt(300)]).toEqual([true, true]);
    });

    test('earlier or later than that is refused', async () => {
      expect([await sentAt(-301), await sentAt(301), await sentAt(-86_400)]).toEqual([false, false, false]);
    });

    test('with another secret is refused', async () => {
      const webhook = await made(sender);
      const secret = 'd2hzZWM=';
      const headers = sender.headers(BODY, { secret, url: webhook.endpoint });
      expect((await app.request('POST', webhook.path, { headers, body: BODY })).status).toBe(401);
    });
  },
);

describe('repeated values:', () => {
  const WRONG = createHash('sha256').update('wrong');

  test('one valid signature is enough if the sender can send several', async () => {
    const stripe = await made(STRIPE);
    const { 'Stripe-Signature': signature = '' } = STRIPE.headers('{}');
    const wrong = WRONG.copy().digest('hex');
    const two = signature.replace('v1=', `v1=${wrong},v1=`);
    expect(await sent(stripe, [['Stripe-Signature', two]])).toBe(202);
    const standard = await made(STANDARD_WEBHOOKS);
    const headers = STANDARD_WEBHOOKS.headers('{}');
    headers['Webhook-Signature'] = `v1,${WRONG.copy().digest('base64')} ${headers['Webhook-Signature']}`;
    expect(await sent(standard, Object.entries(headers))).toBe(202);
  });

  test('several signatures of which none is valid are refused', async () => {
    const standard = await made(STANDARD_WEBHOOKS);
    const headers = STANDARD_WEBHOOKS.headers('{}');
    const wrong = `v1,${WRONG.copy().digest('base64')}`;
    headers['Webhook-Signature'] = `${wrong} ${wrong}`;
    expect(await sent(standard, Object.entries(headers))).toBe(401);
  });

  test('two signature headers are refused, whichever is valid', async () => {
    const webhook = await made(GITHUB);
    const { 'X-Hub-Signature-256': right = '', ...others } = GITHUB.headers('{}');
    const wrong = `sha256=${WRONG.copy().digest('hex')}`;
    for (const pair of [
      [right, wrong],
      [wrong, right],
      [right, right],
    ] as const) {
      const headers: [string, string][] = pair.map((one) => ['X-Hub-Signature-256', one]);
      expect(await sent(webhook, [...Object.entries(others), ...headers])).toBe(401);
    }
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('two timestamp headers are refused', async () => {
    const webhook = await made(SLACK);
    const headers = Object.entries(SLACK.headers('{}'));
    const stamp = headers.find(([name]) => name === 'X-Slack-Request-Timestamp')!;
    expect(await sent(webhook, [...headers, stamp])).toBe(401);
  });
});

describe('the right signature in another spelling is refused', () => {
  const digest = (key: string, encoding: 'hex' | 'base64') =>
    createHmac('sha256', key).update('{}').digest(encoding);
  const hex = digest(GITHUB.attributes.secret, 'hex');
  const base64 = digest(SHOPIFY.attributes.secret, 'base64');

  test.each([
    ['truncated by a byte', `sha256=${hex.slice(0, -2)}`],
    ['truncated by half a byte', `sha256=${hex.slice(0, -1)}`],
    ['with an extra byte', `sha256=${hex}00`],
    ['without its prefix', hex],
    ['with an uppercase prefix', `SHA256=${hex}`],
    ['in base64', `sha256=${digest(GITHUB.attributes.secret, 'base64')}`],
    ['empty', 'sha256='],
  ])('in hex, %s', async (_, signature) => {
    const webhook = await made(GITHUB);
    expect(await sent(webhook, [['X-Hub-Signature-256', signature]])).toBe(401);
  });

  test.each([
    ['without padding', base64.replace('=', '')],
    ['in lower case', base64.toLowerCase()],
    ['with nonzero trailing bits', base64.replace(/.=$/, (end) => `${next(end[0]!)}=`)],
    ['with an invalid character', `${base64.slice(0, 4)}*${base64.slice(4)}`],
    ['in hex', digest(SHOPIFY.attributes.secret, 'hex')],
  ])('in base64, %s', async (_, signature) => {
    const webhook = await made(SHOPIFY);
    expect(signature).not.toBe(base64);
    expect(await sent(webhook, [['X-Shopify-Hmac-Sha256', signature]])).toBe(401);
  });
});

/** Another last character of base64 with unused bits, which a lenient decoder reads as the same bytes. */
function next(character: string): string {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return ALPHABET[ALPHABET.indexOf(character) + 1]!;
}

test('uppercase hex is the same signature', async () => {
  const webhook = await made(GITHUB);
  const hex = createHmac('sha256', GITHUB.attributes.secret).update('{}').digest('hex').toUpperCase();
  expect(await sent(webhook, [['X-Hub-Signature-256', `sha256=${hex}`]])).toBe(202);
});
