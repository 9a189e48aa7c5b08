import { answerUnverified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { GRAPH, outcomeOf } from './requests.ts';

// https://learn.microsoft.com/graph/change-notifications-delivery-webhooks: the token is sent URL-encoded, and
// the decoded one is expected back.
const ASKED =
  'validationToken=Validation%3a+Testing+client+application+reachability+for+subscription+Request-Id%3a+522a8e7e-096a-494c-aaf1-ac0dcfca45b7';

const outcome = (query: string, method = 'POST') =>
  outcomeOf(() => answerUnverified(GRAPH, { method, query: new URLSearchParams(query) }));

const REFUSED =
  'The sender could not be verified. validationToken must be sent once, in the form that Microsoft Graph sends it.';

test('the token is returned decoded', () => {
  expect(outcome(ASKED)).toEqual({
    contentType: 'text/plain; charset=utf-8',
    body: 'Validation: Testing client application reachability for subscription Request-Id: 522a8e7e-096a-494c-aaf1-ac0dcfca45b7',
  });
});

test('the token is decoded only once', () => {
  expect(outcome('validationToken=a%252Bb%2Bc+d%20%C3%A9')).toMatchObject({ body: 'a%2Bb+c d é' });
});

test('a token of 1000 characters is returned, and a longer one is refused', () => {
  expect(outcome(`validationToken=${'x'.repeat(1000)}`)).toMatchObject({ body: 'x'.repeat(1000) });
  expect(outcome(`validationToken=${'x'.repeat(1001)}`)).toBe(REFUSED);
});

test.each([
  ['that is empty', ''],
  ['with a line break', 'a%0D%0Ab'],
  ['with a NUL', 'a%00'],
  ['with an escape character', '%1B%5B31m'],
  ['with a direction override', '%E2%80%AEa'],
  ['with a line separator', 'a%E2%80%A8b'],
  ['that is not UTF-8', '%FF'],
  ['that is HTML', '%3Cscript%3Ealert(1)%3C/script%3E'],
])('a token %s is refused', (_what, token) => {
  expect(outcome(`validationToken=${token}`)).toBe(REFUSED);
});

test('a repeated token is refused', () => {
  expect(outcome('validationToken=a&validationToken=a')).toBe(REFUSED);
});

test('a request without a token, or by another method, is not a handshake', () => {
  expect(outcome('')).toBe('no handshake');
  expect(outcome('validationtoken=a')).toBe('no handshake');
  for (const method of ['GET', 'PUT', 'post']) expect(outcome(ASKED, method)).toBe('no handshake');
});
