import type { GetChallenge } from '../../../schema/index.ts';
import { returnChallenge } from './declared-challenge.ts';
import type { DeclaredHandshake } from './handshake.ts';
import { onlyValue } from './only-value.ts';

/**
 * The sender sends a challenge with GET, in a query parameter or a header, and expects it back.
 * https://www.dropbox.com/developers/reference/webhooks#documentation
 * https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request
 */
export const answerGetChallenge: DeclaredHandshake<GetChallenge> = (handshake, request) => {
  const { query, header, answer_member } = handshake;
  if (request.method !== 'GET') return undefined;
  if (query !== undefined) {
    if (!request.query.has(query)) return undefined;
    return returnChallenge(onlyValue(request.query, query), query, answer_member);
  }
  // Node joins repeated headers with a comma, which a challenge cannot contain.
  const value = request.headers[header!.toLowerCase()];
  return value === undefined ? undefined : returnChallenge(value, header!, answer_member);
};
