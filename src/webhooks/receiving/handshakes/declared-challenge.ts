import { refused } from '../refused.ts';
import { asText, type HandshakeAnswer } from './handshake.ts';

/** No character that means anything in HTML, a URL's scheme or a header; senders use letters, digits and base64. */
const CHALLENGE = /^[\w.~+/=-]{1,500}$/;

/** Whether a challenge has a form that can be returned to anyone. */
function isChallenge(value: unknown): value is string {
  return typeof value === 'string' && CHALLENGE.test(value);
}

/**
 * The challenge as plain text, or as a member of a JSON object.
 * @param where names the part of the request with the challenge in the error
 * @throws AppError unauthenticated if the challenge is missing, repeated or in another form
 */
export function returnChallenge(
  challenge: unknown,
  where: string,
  member: string | undefined,
): HandshakeAnswer {
  if (!isChallenge(challenge))
    throw refused(
      `${where} must be sent once, with 1 to 500 letters, digits and the characters - _ . ~ + / =.`,
    );
  return member === undefined ? asText(challenge) : asJson({ [member]: challenge });
}

/** The content type is fixed, so that browsers interpret nothing of the sender's. */
export function asJson(value: object): HandshakeAnswer {
  return { contentType: 'application/json', body: JSON.stringify(value) };
}
