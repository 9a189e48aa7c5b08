import { createHmac } from 'node:crypto';
import { answerVerified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { checkSender, type SignedRequest } from '../../../src/signatures/index.ts';
import { nested, outcomeOf, ZOOM, ZOOM_ASKS } from './questions.ts';

/** The request with another body, signed by Zoom. */
function asking(body: unknown, change: Partial<SignedRequest> = {}): SignedRequest {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const hmac = createHmac('sha256', 'secretValueTest').update('v0:1654503849:').update(bytes);
  const headers = { ...ZOOM_ASKS.headers, 'x-zm-signature': `v0=${hmac.digest('hex')}` };
  return { ...ZOOM_ASKS, headers, body: bytes, ...change };
}

const asked = (plainToken: unknown) => ({ event: 'endpoint.url_validation', payload: { plainToken } });
const outcome = (request: SignedRequest) => outcomeOf(() => answerVerified(ZOOM, request));

const ANSWER = {
  plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
  // printf %s qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac secretValueTest
  encryptedToken: '70c1f2e2e6ca2d39297490d1f9142c7d701415ea8e6151f6562a08fa657a40ff',
};
const REFUSED = 'The sender could not be verified. plainToken does not have the form that Zoom sends.';

test('the token of Zoom’s documentation is given back under the secret, and the signature is right', () => {
  expect(checkSender(ZOOM, ZOOM_ASKS).valid).toBe(true);
  const answer = answerVerified(ZOOM, ZOOM_ASKS)!;
  expect(answer.contentType).toBe('application/json');
  expect(JSON.parse(answer.body)).toEqual(ANSWER);
});

test('while two secrets hold, the one that Zoom has signed with answers', () => {
  for (const secrets of [
    ['other', 'secretValueTest'],
    ['secretValueTest', 'other'],
  ])
    expect(JSON.parse(answerVerified(ZOOM, { ...ZOOM_ASKS, secrets })!.body)).toEqual(ANSWER);
});

test('without a right signature there is no answer', () => {
  const none =
    'The sender could not be verified. The signature of the URL validation request does not match.';
  expect(outcome({ ...ZOOM_ASKS, secrets: ['other'] })).toBe(none);
  expect(outcome({ ...ZOOM_ASKS, headers: {} })).toBe(none);
  expect(outcome({ ...ZOOM_ASKS, now: ZOOM_ASKS.now + 301_000 })).toBe(none);
});

test('the answer is never the signature of a message', () => {
  expect(outcome(asking(asked('v0:1654503849:{}')))).toBe(REFUSED);
  const forged = createHmac('sha256', 'secretValueTest').update('v0:1654503849:{}').digest('hex');
  expect(JSON.stringify(outcome(asking(asked('v0:1654503849:{}'))))).not.toContain(forged);
});

test.each([
  [undefined],
  [null],
  [''],
  [1],
  [['a']],
  ['a:b'],
  ['a b'],
  ['a.b'],
  ['a{'],
  ['a\n'],
  ['é'],
  ['x'.repeat(101)],
])('the plainToken %j is refused', (plainToken) => {
  expect(outcome(asking(asked(plainToken)))).toBe(REFUSED);
});

test('base64 of 100 characters, of either alphabet, is a plainToken', () => {
  for (const plainToken of ['AZaz09+/=', 'AZaz09-_', 'x'.repeat(100)])
    expect(outcome(asking(asked(plainToken)))).toMatchObject({ body: expect.stringContaining(plainToken) });
});

test('a payload that is none is refused', () => {
  for (const payload of [undefined, null, 'x', ['x']])
    expect(outcome(asking({ event: 'endpoint.url_validation', payload }))).toBe(REFUSED);
});

test.each<[string, unknown]>([
  ['another event', { event: 'meeting.started', payload: { plainToken: 'x' } }],
  ['a list', [asked('x')]],
  ['no JSON', Buffer.from('event=endpoint.url_validation')],
  ['nested deeply', { ...asked('x'), nested: nested(64) }],
  ['longer than any handshake', { ...asked('x'), padding: 'x'.repeat(16_384) }],
])('%s is an event', (_what, body) => {
  expect(outcome(asking(body))).toBe('no handshake');
});

test('by another method it is no handshake', () => {
  expect(outcome(asking(asked('x'), { method: 'PUT' }))).toBe('no handshake');
});
