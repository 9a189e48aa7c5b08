import type { Handshake } from '../../../signatures/index.ts';
import { answerBodyChallenge } from './body-challenge.ts';
import { answerCloudEvents } from './cloudevents.ts';
import { answerDiscordPing } from './discord-ping.ts';
import { answerGetChallenge } from './get-challenge.ts';
import type { BodylessRequest, HandshakeAnswer, RequestWithBody } from './handshake.ts';
import { answerHead } from './head.ts';

/**
 * Responds to declared handshakes that have no body.
 * @param eventsPerMinute the rate limit of the webhook
 * @returns undefined if the request is not the handshake
 * @throws AppError unauthenticated if it is, in another form than declared
 */
export function answerBodyless(
  handshake: Handshake,
  request: BodylessRequest,
  eventsPerMinute: number,
): HandshakeAnswer | undefined {
  switch (handshake.type) {
    case 'get_challenge':
      return answerGetChallenge(handshake, request);
    case 'head':
      return answerHead(handshake, request);
    case 'cloudevents':
      return answerCloudEvents(eventsPerMinute)(handshake, request);
    default:
      return undefined;
  }
}

/** The same for those in a body that the sender does not sign. Call it before `checkSender`. */
export function answerUnsignedBody(
  handshake: Handshake,
  request: RequestWithBody,
): HandshakeAnswer | undefined {
  const isUnsigned = handshake.type === 'body_challenge' && handshake.unsigned === true;
  return isUnsigned ? answerBodyChallenge(handshake, request) : undefined;
}

/** The same for those in a signed body. Call it after `checkSender`. */
export function answerDeclaredVerified(
  handshake: Handshake,
  request: RequestWithBody,
): HandshakeAnswer | undefined {
  if (handshake.type === 'discord_ping') return answerDiscordPing(request);
  return handshake.type === 'body_challenge' ? answerBodyChallenge(handshake, request) : undefined;
}
