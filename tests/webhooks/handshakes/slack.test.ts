import { checkSender } from '../../signatures/check.ts';
import { answerVerified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { nested, outcomeOf, SLACK, SLACK_ASKS } from './requests.ts';

const outcome = (body: unknown, method = 'POST') =>
  outcomeOf(() =>
    answerVerified(SLACK, {
      ...SLACK_ASKS,
      method,
      body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    }),
  );

const REFUSED = 'The sender could not be verified. challenge does not have the form that Slack sends.';

test('the challenge in Slack’s documentation is returned, and its signature is valid', async () => {
  expect((await checkSender(SLACK, SLACK_ASKS)).valid).toBe(true);
  expect(answerVerified(SLACK, SLACK_ASKS)).toEqual({
    contentType: 'text/plain; charset=utf-8',
    body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  });
});

test('a challenge of 1000 characters is returned, and a longer one is refused', () => {
  const request = (length: number) => ({ type: 'url_verification', challenge: 'x'.repeat(length) });
  expect(outcome(request(1000))).toMatchObject({ body: 'x'.repeat(1000) });
  expect(outcome(request(1001))).toBe(REFUSED);
});

test.each([[undefined], [null], [''], [1], [['x']]])('the challenge %j is refused', (challenge) => {
  expect(outcome({ type: 'url_verification', challenge })).toBe(REFUSED);
});

test('a handshake nested up to 64 levels deep is answered', () => {
  expect(outcome({ type: 'url_verification', challenge: 'x', nested: nested(63) })).toMatchObject({
    body: 'x',
  });
});

test.each<[string, unknown]>([
  ['another type', { type: 'event_callback', challenge: 'x' }],
  ['a nested type', { event: { type: 'url_verification', challenge: 'x' } }],
  ['an array', [{ type: 'url_verification', challenge: 'x' }]],
  ['a body that is not JSON', Buffer.from('type=url_verification&challenge=x')],
  ['a body that is not UTF-8', Buffer.from('{"type":"url_verification","challenge":"\xff"}', 'latin1')],
  ['a body 65 levels deep', { type: 'url_verification', challenge: 'x', nested: nested(64) }],
  ['a body over 16 KiB', { type: 'url_verification', challenge: 'x', padding: 'x'.repeat(16_384) }],
])('%s is an event', (_what, body) => {
  expect(outcome(body)).toBe('no handshake');
});

test('a request by another method is not a handshake', () => {
  expect(outcome({ type: 'url_verification', challenge: 'x' }, 'PUT')).toBe('no handshake');
});
