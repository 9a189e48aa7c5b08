/**
 * Handshakes: requests with which a provider checks, when an endpoint is registered, that it wants the events. Each
 * applies only to webhooks of the provider's type, or to webhooks that declare it (`webhook_handshake`), and only to the
 * endpoint for events; otherwise, the same request is an ordinary event or action. `registration.ts` calls them:
 *
 *   answerUnverified, answerBodyless, answerCrc ──▶ read the body ──▶ offeredSecret, answerUnsignedBody
 *     ──▶ checkSender ──▶ answerVerified, answerDeclaredVerified, subscribeUrlIn ──▶ an event
 *
 * A handshake is never stored as an event.
 */
import type { SignedRequest, Verification } from '../../../signatures/index.ts';
import { answerMeta } from './meta.ts';
import { answerMicrosoftGraph } from './microsoft-graph.ts';
import type {
  HandshakeAnswer,
  VerifiedHandshake,
  UnverifiedHandshake,
  UnverifiedRequest,
} from './handshake.ts';
import { answerSlack } from './slack.ts';
import { answerZoom } from './zoom.ts';

export { answerCrc, assertNoCrcToken } from './crc.ts';
export { answerBodyless, answerDeclaredVerified, answerUnsignedBody } from './declared.ts';
export { offeredSecret, type OfferedSecret } from './first-secret.ts';
export type { HandshakeAnswer, UnverifiedRequest } from './handshake.ts';
export { confirmSubscription, subscribeUrlIn } from './sns-subscription.ts';

const HANDSHAKES: { unverified: UnverifiedHandshake[]; verified: VerifiedHandshake[] } = {
  unverified: [answerMeta, answerMicrosoftGraph],
  verified: [answerSlack, answerZoom],
};

/**
 * Responds to unsigned handshakes, with any method. Does not use the body, which may not have been read yet.
 * @returns undefined if the request is not a handshake; then verify it
 * @throws AppError unauthenticated if it is a handshake with a wrong token or an invalid challenge
 */
export function answerUnverified(
  verification: Verification,
  request: UnverifiedRequest,
): HandshakeAnswer | undefined {
  return first(HANDSHAKES.unverified.map((answer) => answer(verification, request)));
}

/**
 * Responds to signed handshakes. Call it after `checkSender` and before storing the request.
 * @param request as passed to `checkSender`
 * @returns undefined if the request is not a handshake; then it is an event
 * @throws AppError unauthenticated if it is a handshake with an invalid challenge
 */
export function answerVerified(
  verification: Verification,
  request: SignedRequest,
): HandshakeAnswer | undefined {
  return first(HANDSHAKES.verified.map((answer) => answer(verification, request)));
}

function first(answers: (HandshakeAnswer | undefined)[]): HandshakeAnswer | undefined {
  return answers.find((answer) => answer !== undefined);
}
