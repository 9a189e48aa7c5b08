import { answerVerified, answerUnverified } from '../../../src/webhooks/receiving/handshakes/index.ts';
import { SLACK_ASKS, VERIFICATIONS, ZOOM_ASKS } from './questions.ts';

const types = (answered: (verification: (typeof VERIFICATIONS)[number]) => unknown) =>
  VERIFICATIONS.filter((verification) => answered(verification) !== undefined).map(({ type }) => type);

test('Meta’s question is one to its own webhooks alone, before anything is proven', () => {
  const query = new URLSearchParams('hub.mode=subscribe&hub.challenge=1&hub.verify_token=meatyhamhock');
  expect(types((verification) => answerUnverified(verification, { method: 'GET', query }))).toEqual(['meta']);
});

test('Microsoft Graph’s question is one to its own webhooks alone, before anything is proven', () => {
  const query = new URLSearchParams('validationToken=1');
  expect(types((verification) => answerUnverified(verification, { method: 'POST', query }))).toEqual([
    'microsoft_graph',
  ]);
});

test('Slack’s and Zoom’s questions are ones to their own webhooks alone, after the proof', () => {
  expect(types((verification) => answerVerified(verification, SLACK_ASKS))).toEqual(['slack']);
  expect(types((verification) => answerVerified(verification, ZOOM_ASKS))).toEqual(['zoom']);
});

test('nothing that Slack or Zoom signs is answered before it is proven', () => {
  const query = new URLSearchParams('type=url_verification&challenge=1&event=endpoint.url_validation');
  for (const method of ['GET', 'POST'])
    expect(types((verification) => answerUnverified(verification, { method, query }))).toEqual([]);
});
