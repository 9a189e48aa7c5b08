import { createHmac } from 'node:crypto';
import { refused } from '../refused.ts';
import { asJson } from './declared-challenge.ts';
import type { HandshakeAnswer } from './handshake.ts';
import { onlyValue } from './only-value.ts';

/** No braces and no line breaks; otherwise, the response could be the signature of an event of the caller's choice. */
const CRC_TOKEN = /^[\w.~+/=-]{1,200}$/;

/**
 * X sends a token when a webhook is registered and every hour, and expects its HMAC with the consumer secret.
 * https://docs.x.com/x-api/webhooks/introduction#the-crc-check
 * @param secret the current one: during an overlap, nothing in the request says which one X uses
 * @throws AppError unauthenticated
 */
export function answerCrc(query: URLSearchParams, secret: string | undefined): HandshakeAnswer {
  const token = onlyValue(query, 'crc_token');
  if (token === undefined || !CRC_TOKEN.test(token))
    throw refused(
      'crc_token must be sent once, with 1 to 200 letters, digits and the characters - _ . ~ + / =.',
    );
  if (secret === undefined) throw refused('The webhook has no secret to respond to crc_token with.');
  return asJson({ response_token: `sha256=${createHmac('sha256', secret).update(token).digest('base64')}` });
}

/**
 * Refuses an event whose body could be a crc_token: anyone who knows the URL can obtain its signature.
 * @throws AppError unauthenticated
 */
export function assertNoCrcToken(body: Buffer): void {
  if (body.length <= 200 && CRC_TOKEN.test(body.toString('latin1')))
    throw refused('The body has the form of a crc_token, so its signature proves nothing.');
}
