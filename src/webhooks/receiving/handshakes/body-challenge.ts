import type { BodyChallenge, BodyChallengeCondition } from '../../../schema/index.ts';
import { parseChallenge } from './challenge.ts';
import { returnChallenge } from './declared-challenge.ts';
import type { HandshakeAnswer, RequestWithBody } from './handshake.ts';

/**
 * The sender sends a challenge in a JSON object with POST, and expects it back.
 * https://developer.monday.com/apps/docs/webhooks#verifying-a-webhook-url
 * https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request
 * @returns undefined if the body is something else, and so an event
 * @throws AppError unauthenticated if the challenge has another form
 */
export function answerBodyChallenge(
  { member = 'challenge', when, answer_member }: BodyChallenge,
  { method, headers, body }: RequestWithBody,
): HandshakeAnswer | undefined {
  const asked = method === 'POST' ? parseChallenge(body) : undefined;
  if (asked === undefined || !Object.hasOwn(asked, member)) return undefined;
  // Without a condition, an event that contains the member must not be mistaken for a challenge.
  const isMeant = when === undefined ? Object.keys(asked).length === 1 : matches(when, asked, headers);
  return isMeant ? returnChallenge(asked[member], member, answer_member) : undefined;
}

function matches(
  { member = '', header, value }: BodyChallengeCondition,
  asked: Record<string, unknown>,
  headers: RequestWithBody['headers'],
): boolean {
  if (header !== undefined) return headers[header.toLowerCase()] === value;
  return Object.hasOwn(asked, member) && asked[member] === value;
}
