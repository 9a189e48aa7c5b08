import { refused } from '../refused.ts';
import { constantTimeIncludes } from '../../../crypto/index.ts';
import { asText, type UnverifiedHandshake } from './handshake.ts';
import { onlyValue } from './only-value.ts';

/**
 * Meta starts a subscription with a GET that contains the verify token, and expects the challenge back.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export const answerMeta: UnverifiedHandshake = (verification, { method, query }) => {
  if (verification.type !== 'meta' || method !== 'GET') return undefined;
  if (!query.getAll('hub.mode').includes('subscribe')) return undefined;
  if (!constantTimeIncludes([verification.verify_token], onlyValue(query, 'hub.verify_token')))
    throw refused('hub.verify_token does not match the verify_token of this webhook.');
  const challenge = onlyValue(query, 'hub.challenge');
  if (
    onlyValue(query, 'hub.mode') === undefined ||
    challenge === undefined ||
    !/^[\w-]{1,255}$/.test(challenge)
  )
    throw refused('hub.mode and hub.challenge must be sent once each, in the form that Meta sends them.');
  return asText(challenge);
};
