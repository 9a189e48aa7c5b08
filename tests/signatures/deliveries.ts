import { SCHEMES, type SchemeName, type SignedRequest } from '../../src/signatures/index.ts';

export interface Delivery extends Omit<SignedRequest, 'headers' | 'now' | 'secrets'> {
  headers: Record<string, string>;
  secret: string;
  /** The digest in hex. */
  digest: string;
  /** The timestamp in the headers, in milliseconds. */
  sent: number;
}

const URL = 'https://hooks.example.com/in/1';
const SENT = 1_492_774_577_000;

/** One of each scheme, from its documentation or reference library, or computed as noted. */
export const DELIVERIES: Record<SchemeName, Delivery> = {
  // The test vector of the Standard Webhooks libraries.
  standard_webhooks: delivery({
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    sent: 1_614_265_330_000,
  }),

  // Published without its secret. Python 3: hmac.new(secret, b'1492774577.' + body, hashlib.sha256).hexdigest()
  stripe: delivery({
    headers: {
      'stripe-signature':
        't=1492774577,v1=654b43d3508ecadb3f8cefc4bc7d3d2bdc5ba9e03bf2c89b2d0657a8e24e4543,' +
        'v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39',
    },
    body: '{"id":"evt_1","object":"event"}',
    secret: 'whsec_test_secret',
  }),

  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries, Testing the webhook payload
  github: delivery({
    headers: {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
    body: 'Hello, World!',
    secret: "It's a Secret to Everybody",
  }),

  // https://docs.slack.dev/authentication/verifying-requests-from-slack, the example
  slack: delivery({
    headers: {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
    body:
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
      '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
      '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
      '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    sent: 1_531_420_618_000,
  }),

  // Not published. Python 3: base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest())
  shopify: delivery({
    headers: {
      'x-shopify-hmac-sha256': 'A09+bRPCTAF5kPEKltdYlxSeElHapJnJVZ+XkyxE6lU=',
    },
    body: '{"id":820982911946154508,"currency":"USD"}',
    secret: 'hush',
  }),

  // The test vector of HubSpot's own Python library (tests/spec/utils/test_signature.py).
  hubspot_v3: delivery({
    headers: {
      'x-hubspot-signature-v3': 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
      'x-hubspot-request-timestamp': '1693657560000',
    },
    body: "{'example_field':'example_value'}",
    url: 'https://www.example.com/webhook_uri',
    secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
    sent: 1_693_657_560_000,
  }),

  // Published without its secret. Python 3: hmac.new(secret, b'v0:1739923528:' + body, hashlib.sha256).hexdigest()
  zoom: delivery({
    headers: {
      'x-zm-request-timestamp': '1739923528',
      'x-zm-signature': 'v0=2f23d94a59705b7eea415909dd38e2469ffbedc123a3093304cc69e3201cdebd',
    },
    body: '{"event":"meeting.started","payload":{"account_id":"AAAAAABBBB"}}',
    secret: 'secretValueTest',
    sent: 1_739_923_528_000,
  }),

  // Not published. Python 3: hmac.new(secret, body, hashlib.sha256).hexdigest(). Meta escapes non-ASCII
  // characters before it signs and sends the body.
  meta: delivery({
    headers: {
      'x-hub-signature-256': 'sha256=dded90d5ea8618cf6477d19b42a09867168a1afe3c79316fa315c0bd61521046',
    },
    body: String.raw`{"object":"page","entry":[{"id":"0","changes":[{"field":"name","value":"\u00e4\u0026"}]}]}`,
    secret: 'app secret',
  }),
};

type Given = Pick<Delivery, 'headers' | 'secret'> & { body: string; url?: string; sent?: number };

function delivery({ headers, body, secret, url = URL, sent = SENT }: Given): Delivery {
  const signature = Object.values(headers).find((value) => /[0-9a-f]{64}|=$/.test(value))!;
  const [hex] = /[0-9a-f]{64}/.exec(signature) ?? [];
  const digest = hex ?? Buffer.from(signature.replace('v1,', ''), 'base64').toString('hex');
  return { headers, secret, url, sent, digest, method: 'POST', body: Buffer.from(body) };
}

/** The request for `verify`, received when it was sent. */
export function requestOf(name: SchemeName, change: Partial<SignedRequest> = {}): SignedRequest {
  const { headers, secret, body, url, method, sent } = DELIVERIES[name];
  return { headers, body, url, method, secrets: [secret], now: sent, ...change };
}

/** The request with another value in the signature header. */
export function signedWith(name: SchemeName, signature: string | string[]): SignedRequest {
  return requestOf(name, { headers: { ...DELIVERIES[name].headers, [SCHEMES[name].header]: signature } });
}

/** Copies of the bytes, each with one bit flipped. */
export function* flips(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield flipped;
  }
}
