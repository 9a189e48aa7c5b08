import { refused } from '../refused.ts';
import { isOneOf } from '../../../crypto/index.ts';
import { asText, type UnprovenHandshake } from './shape.ts';
import { onlyValue } from './only-value.ts';

/**
 * Meta opens a subscription with a GET that shows the verify token. Who knows it is given back the challenge.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export const answerMeta: UnprovenHandshake = (verification, { method, query }) => {
  if (verification.type !== 'meta' || method !== 'GET') return undefined;
  if (!query.getAll('hub.mode').includes('subscribe')) return undefined;
  if (!isOneOf([verification.verify_token], onlyValue(query, 'hub.verify_token')))
    throw refused('The verify token is another one.');
  const challenge = onlyValue(query, 'hub.challenge');
  if (
    onlyValue(query, 'hub.mode') === undefined ||
    challenge === undefined ||
    !/^[\w-]{1,255}$/.test(challenge)
  )
    throw refused('The challenge is not one of Meta’s.');
  return asText(challenge);
};
