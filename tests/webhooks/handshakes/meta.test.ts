import { answerUnverified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { META, outcomeOf } from './requests.ts';

// https://developers.facebook.com/docs/graph-api/webhooks/getting-started, the example
const ASKED = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock';

const outcome = (query: string, method = 'GET', verification = META) =>
  outcomeOf(() => answerUnverified(verification, { method, query: new URLSearchParams(query) }));

const ANSWER = { contentType: 'text/plain; charset=utf-8', body: '1158201444' };
const WRONG_TOKEN =
  'The sender could not be verified. hub.verify_token does not match the verify_token of this webhook.';
const NO_CHALLENGE =
  'The sender could not be verified. hub.mode and hub.challenge must be sent once each, in the form that Meta sends them.';

test('a request with the right verify token gets its challenge back', () => {
  expect(outcome(ASKED)).toEqual(ANSWER);
  expect(outcome(`${ASKED}&x=1`)).toEqual(ANSWER);
});

test('a verify token can be any printable ASCII and is compared literally', () => {
  const verification = { type: 'meta', verify_token: 'a b+c%&é'.slice(0, -1) } as const;
  const queryWith = (token: string) => ASKED.replace('meatyhamhock', token);
  expect(outcome(queryWith('a+b%2Bc%25%26'), 'GET', verification)).toEqual(ANSWER);
  expect(outcome(queryWith('a+b+c%25%26'), 'GET', verification)).toBe(WRONG_TOKEN);
});

test.each(['', 'meatyhamhoc', 'meatyhamhock2', 'Meatyhamhock', '%20meatyhamhock', 'meatyhamhock%00'])(
  'the verify token %j is refused',
  (token) => {
    expect(outcome(ASKED.replace('meatyhamhock', token))).toBe(WRONG_TOKEN);
  },
);

test('a missing or repeated verify token is refused', () => {
  expect(outcome('hub.mode=subscribe&hub.challenge=1')).toBe(WRONG_TOKEN);
  expect(outcome(`${ASKED}&hub.verify_token=meatyhamhock`)).toBe(WRONG_TOKEN);
  expect(outcome(`${ASKED}&hub.verify_token=x`)).toBe(WRONG_TOKEN);
});

test.each(['', '1.5', 'a b', '<b>', '%0A', 'é', '1'.repeat(256)])(
  'the challenge %j is refused',
  (challenge) => {
    expect(outcome(ASKED.replace('1158201444', challenge))).toBe(NO_CHALLENGE);
  },
);

test('a challenge of 255 characters is returned', () => {
  expect(outcome(ASKED.replace('1158201444', '-'.repeat(255)))).toMatchObject({ body: '-'.repeat(255) });
});

test('a missing challenge, or a repeated parameter, is refused', () => {
  expect(outcome('hub.mode=subscribe&hub.verify_token=meatyhamhock')).toBe(NO_CHALLENGE);
  expect(outcome(`${ASKED}&hub.challenge=2`)).toBe(NO_CHALLENGE);
  expect(outcome(`${ASKED}&hub.mode=subscribe`)).toBe(NO_CHALLENGE);
});

test('another mode, no mode or another method is not a handshake', () => {
  expect(outcome(ASKED.replace('subscribe', 'unsubscribe'))).toBe('no handshake');
  expect(outcome('')).toBe('no handshake');
  for (const method of ['POST', 'HEAD', 'PUT', 'get']) expect(outcome(ASKED, method)).toBe('no handshake');
});
