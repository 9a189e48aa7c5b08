import { AppError } from '../../../src/errors.ts';
import type { HandshakeAnswer } from '../../../src/webhooks/receiving/handshakes/index.ts';
import type { SignedRequest, Verification } from '../../../src/signatures/index.ts';

export const META: Verification = { type: 'meta', verify_token: 'meatyhamhock' };
export const GRAPH: Verification = { type: 'microsoft_graph' };
export const SLACK: Verification = { type: 'slack' };
export const ZOOM: Verification = { type: 'zoom' };

/** One verification of each type. */
export const VERIFICATIONS: Verification[] = [
  { type: 'standard_webhooks' },
  { type: 'stripe' },
  { type: 'github' },
  SLACK,
  { type: 'shopify' },
  { type: 'hubspot_v3' },
  ZOOM,
  META,
  GRAPH,
  { type: 'hmac', header: 'x-signature', algorithm: 'sha256', encoding: 'hex', signed: '{body}' },
];

/** The example of Slack's documentation, signed with the secret of its signature example. */
// Python 3: hmac.new(secret, b'v0:1531420618:' + body, hashlib.sha256).hexdigest()
export const SLACK_ASKS: SignedRequest = {
  headers: {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=f9bd80929259f3f6d5fe3a3186c453c89cd1ad4862815a15837584f31c993652',
  },
  body: Buffer.from(
    '{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}',
  ),
  method: 'POST',
  url: 'https://hooks.example.com/in/1',
  secrets: ['8f742231b10e8888abcd99yyyzzz85a5'],
  now: 1_531_420_618_000,
};

/** The example of Zoom's documentation, which does not give its secret. */
// Python 3: hmac.new(secret, b'v0:1654503849:' + body, hashlib.sha256).hexdigest()
export const ZOOM_ASKS: SignedRequest = {
  headers: {
    'x-zm-request-timestamp': '1654503849',
    'x-zm-signature': 'v0=f7b7dcfa8b11d7f5e1102e1dd720ffbf30762dbf79e9668b3c11b66898d36d9c',
  },
  body: Buffer.from(
    '{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}',
  ),
  method: 'POST',
  url: 'https://hooks.example.com/in/1',
  secrets: ['secretValueTest'],
  now: 1_654_503_849_000,
};

export function outcomeOf(answer: () => HandshakeAnswer | undefined): HandshakeAnswer | string {
  try {
    return answer() ?? 'no handshake';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect([error.code, error.challenge]).toEqual(['unauthenticated', 'Signature realm="valetkey"']);
    return error.message;
  }
}

/** Arrays nested this deep. */
export function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}
