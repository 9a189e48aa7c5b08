import { checkSender } from '../../signatures/check.ts';
import { createHmac } from 'node:crypto';
import { answerVerified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { type SignedRequest } from '../../../src/signatures/index.ts';
import { nested, outcomeOf, ZOOM, ZOOM_ASKS } from './requests.ts';

/** The request with another body, signed like Zoom. */
function signed(body: unknown, change: Partial<SignedRequest> = {}): SignedRequest {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const hmac = createHmac('sha256', 'secretValueTest').update('v0:1654503849:').update(bytes);
  const headers = { ...ZOOM_ASKS.headers, 'x-zm-signature': `v0=${hmac.digest('hex')}` };
  return { ...ZOOM_ASKS, headers, body: bytes, ...change };
}

const bodyOf = (plainToken: unknown) => ({ event: 'endpoint.url_validation', payload: { plainToken } });
const outcome = (request: SignedRequest) => outcomeOf(() => answerVerified(ZOOM, request));

const ANSWER = {
  plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
  // printf %s qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac secretValueTest
  encryptedToken: '70c1f2e2e6ca2d39297490d1f9142c7d701415ea8e6151f6562a08fa657a40ff',
};
const REFUSED = 'The sender could not be verified. plainToken does not have the form that Zoom sends.';

test('the token in Zoom’s documentation is returned with its HMAC, and the signature is valid', async () => {
  expect((await checkSender(ZOOM, ZOOM_ASKS)).valid).toBe(true);
  const answer = answerVerified(ZOOM, ZOOM_ASKS)!;
  expect(answer.contentType).toBe('application/json');
  expect(JSON.parse(answer.body)).toEqual(ANSWER);
});

test('while two secrets are in use, the response uses the one that Zoom signed with', () => {
  for (const secrets of [
    ['other', 'secretValueTest'],
    ['secretValueTest', 'other'],
  ])
    expect(JSON.parse(answerVerified(ZOOM, { ...ZOOM_ASKS, secrets })!.body)).toEqual(ANSWER);
});

test('a handshake without a valid signature is refused', () => {
  const refused =
    'The sender could not be verified. The signature of the URL validation request does not match.';
  expect(outcome({ ...ZOOM_ASKS, secrets: ['other'] })).toBe(refused);
  expect(outcome({ ...ZOOM_ASKS, headers: {} })).toBe(refused);
  expect(outcome({ ...ZOOM_ASKS, now: ZOOM_ASKS.now + 301_000 })).toBe(refused);
});

test('the response cannot be used as the signature of a message', () => {
  expect(outcome(signed(bodyOf('v0:1654503849:{}')))).toBe(REFUSED);
  const forged = createHmac('sha256', 'secretValueTest').update('v0:1654503849:{}').digest('hex');
  expect(JSON.stringify(outcome(signed(bodyOf('v0:1654503849:{}'))))).not.toContain(forged);
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
  expect(outcome(signed(bodyOf(plainToken)))).toBe(REFUSED);
});

test('a plainToken can be up to 100 characters of either base64 alphabet', () => {
  for (const plainToken of ['AZaz09+/=', 'AZaz09-_', 'x'.repeat(100)])
    expect(outcome(signed(bodyOf(plainToken)))).toMatchObject({ body: expect.stringContaining(plainToken) });
});

test('a missing or invalid payload is refused', () => {
  for (const payload of [undefined, null, 'x', ['x']])
    expect(outcome(signed({ event: 'endpoint.url_validation', payload }))).toBe(REFUSED);
});

test.each<[string, unknown]>([
  ['another event', { event: 'meeting.started', payload: { plainToken: 'x' } }],
  ['an array', [bodyOf('x')]],
  ['a body that is not JSON', Buffer.from('event=endpoint.url_validation')],
  ['a body 65 levels deep', { ...bodyOf('x'), nested: nested(64) }],
  ['a body over 16 KiB', { ...bodyOf('x'), padding: 'x'.repeat(16_384) }],
])('%s is an event', (_what, body) => {
  expect(outcome(signed(body))).toBe('no handshake');
});

test('a request by another method is not a handshake', () => {
  expect(outcome(signed(bodyOf('x'), { method: 'PUT' }))).toBe('no handshake');
});
