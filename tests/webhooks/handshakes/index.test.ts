import { answerVerified, answerUnverified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { SLACK_ASKS, VERIFICATIONS, ZOOM_ASKS } from './requests.ts';

const types = (answered: (verification: (typeof VERIFICATIONS)[number]) => unknown) =>
  VERIFICATIONS.filter((verification) => answered(verification) !== undefined).map(({ type }) => type);

test('only Meta webhooks answer Meta’s handshake, without a signature', () => {
  const query = new URLSearchParams('hub.mode=subscribe&hub.challenge=1&hub.verify_token=meatyhamhock');
  expect(types((verification) => answerUnverified(verification, { method: 'GET', query }))).toEqual(['meta']);
});

test('only Microsoft Graph webhooks answer Microsoft Graph’s handshake, without a signature', () => {
  const query = new URLSearchParams('validationToken=1');
  expect(types((verification) => answerUnverified(verification, { method: 'POST', query }))).toEqual([
    'microsoft_graph',
  ]);
});

test('only Slack and Zoom webhooks answer their own handshakes, once the signature is verified', () => {
  expect(types((verification) => answerVerified(verification, SLACK_ASKS))).toEqual(['slack']);
  expect(types((verification) => answerVerified(verification, ZOOM_ASKS))).toEqual(['zoom']);
});

test('Slack’s and Zoom’s handshakes are not answered before the signature is verified', () => {
  const query = new URLSearchParams('type=url_verification&challenge=1&event=endpoint.url_validation');
  for (const method of ['GET', 'POST'])
    expect(types((verification) => answerUnverified(verification, { method, query }))).toEqual([]);
});
