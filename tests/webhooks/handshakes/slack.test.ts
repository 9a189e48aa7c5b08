import { answerVerified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { checkSender } from '../../../src/signatures/index.ts';
import { nested, outcomeOf, SLACK, SLACK_ASKS } from './questions.ts';

const outcome = (body: unknown, method = 'POST') =>
  outcomeOf(() =>
    answerVerified(SLACK, {
      ...SLACK_ASKS,
      method,
      body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    }),
  );

const REFUSED = 'The sender could not be verified. challenge does not have the form that Slack sends.';

test('the challenge of Slack’s documentation is given back, and its signature is right', () => {
  expect(checkSender(SLACK, SLACK_ASKS).valid).toBe(true);
  expect(answerVerified(SLACK, SLACK_ASKS)).toEqual({
    contentType: 'text/plain; charset=utf-8',
    body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  });
});

test('a thousand characters are given back, and more are refused', () => {
  const asked = (length: number) => ({ type: 'url_verification', challenge: 'x'.repeat(length) });
  expect(outcome(asked(1000))).toMatchObject({ body: 'x'.repeat(1000) });
  expect(outcome(asked(1001))).toBe(REFUSED);
});

test.each([[undefined], [null], [''], [1], [['x']]])('the challenge %j is refused', (challenge) => {
  expect(outcome({ type: 'url_verification', challenge })).toBe(REFUSED);
});

test('what is nested less deeply is asked', () => {
  expect(outcome({ type: 'url_verification', challenge: 'x', nested: nested(63) })).toMatchObject({
    body: 'x',
  });
});

test.each<[string, unknown]>([
  ['another type', { type: 'event_callback', challenge: 'x' }],
  ['a type within', { event: { type: 'url_verification', challenge: 'x' } }],
  ['a list', [{ type: 'url_verification', challenge: 'x' }]],
  ['no JSON', Buffer.from('type=url_verification&challenge=x')],
  ['no UTF-8', Buffer.from('{"type":"url_verification","challenge":"\xff"}', 'latin1')],
  ['nested deeply', { type: 'url_verification', challenge: 'x', nested: nested(64) }],
  ['longer than any handshake', { type: 'url_verification', challenge: 'x', padding: 'x'.repeat(16_384) }],
])('%s is an event', (_what, body) => {
  expect(outcome(body)).toBe('no handshake');
});

test('by another method it is no handshake', () => {
  expect(outcome({ type: 'url_verification', challenge: 'x' }, 'PUT')).toBe('no handshake');
});
