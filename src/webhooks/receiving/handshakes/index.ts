/**
 * What third parties ask of a webhook when it is registered with them: an answer that shows that somebody is there who
 * wants it. Each asks only the webhooks of its own type, and only at the address for events; elsewhere the same request
 * is an ordinary event or action.
 *
 *   answerUnproven ──▶ checkSender ──▶ answerProven ──▶ an event
 *
 * What is answered here is never kept.
 */
import type { SignedRequest, Verification } from '../../../signatures/index.ts';
import { answerMeta } from './meta.ts';
import { answerMicrosoftGraph } from './microsoft-graph.ts';
import type { HandshakeAnswer, ProvenHandshake, UnprovenHandshake, UnprovenRequest } from './shape.ts';
import { answerSlack } from './slack.ts';
import { answerZoom } from './zoom.ts';

export type { HandshakeAnswer, UnprovenRequest } from './shape.ts';

const HANDSHAKES: { unproven: UnprovenHandshake[]; proven: ProvenHandshake[] } = {
  unproven: [answerMeta, answerMicrosoftGraph],
  proven: [answerSlack, answerZoom],
};

/**
 * Before anything is proven: of any method, and without the body, which need not have been read.
 * @returns undefined when the request is no handshake; then it is to be proven
 * @throws AppError unauthenticated when it is one, but with another token or a challenge that is none
 */
export function answerUnproven(
  verification: Verification,
  request: UnprovenRequest,
): HandshakeAnswer | undefined {
  return first(HANDSHAKES.unproven.map((answer) => answer(verification, request)));
}

/**
 * After `checkSender` has let the request pass, and before it is kept.
 * @param request as `checkSender` was given it
 * @returns undefined when the request is no handshake; then it is an event
 * @throws AppError unauthenticated when it is one, but with a challenge that is none
 */
export function answerProven(
  verification: Verification,
  request: SignedRequest,
): HandshakeAnswer | undefined {
  return first(HANDSHAKES.proven.map((answer) => answer(verification, request)));
}

function first(answers: (HandshakeAnswer | undefined)[]): HandshakeAnswer | undefined {
  return answers.find((answer) => answer !== undefined);
}
