import type { BodyChallenge } from '../../../schema/index.ts';
import { parseChallenge } from './challenge.ts';
import { returnChallenge } from './declared-challenge.ts';
import type { HandshakeAnswer } from './handshake.ts';

/**
 * The sender sends a challenge in a JSON object with POST, and expects it back.
 * https://developer.monday.com/apps/docs/webhooks#verifying-a-webhook-url
 * @returns undefined if the body is something else, and so an event
 * @throws AppError unauthenticated if the challenge has another form
 */
export function answerBodyChallenge(
  { member = 'challenge', when, answer_member }: BodyChallenge,
  { method, body }: { method: string; body: Buffer },
): HandshakeAnswer | undefined {
  const asked = method === 'POST' ? parseChallenge(body) : undefined;
  if (asked === undefined || !Object.hasOwn(asked, member)) return undefined;
  // Without a condition, an event that contains the member must not be mistaken for a challenge.
  const isMeant =
    when === undefined
      ? Object.keys(asked).length === 1
      : Object.hasOwn(asked, when.member) && asked[when.member] === when.value;
  return isMeant ? returnChallenge(asked[member], member, answer_member) : undefined;
}
