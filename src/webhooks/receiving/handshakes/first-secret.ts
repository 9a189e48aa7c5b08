import type { IncomingHttpHeaders } from 'node:http';
import type { Handshake } from '../../../signatures/index.ts';
import { refused } from '../refused.ts';
import { parseChallenge } from './challenge.ts';
import { asText, type HandshakeAnswer } from './handshake.ts';

/** At least 16 characters, because anyone can send one to an endpoint that is waiting for it. */
const SECRET = /^[\w.~+/=-]{16,500}$/;

/** A secret that the sender chose, and the response once it is stored. */
export interface OfferedSecret {
  secret: string;
  /** Whether people need to see it, in order to enter it at the sender. */
  shown: boolean;
  answer: HandshakeAnswer;
}

/**
 * The secret in a handshake that sets the webhook's secret:
 * - Asana sends X-Hook-Secret and expects the same header back (https://developers.asana.com/docs/webhooks-guide#the-webhook-handshake).
 * - Notion sends a body with only verification_token, which a person enters at Notion
 *   (https://developers.notion.com/reference/webhooks#step-2-verifying-the-subscription).
 * @returns undefined if the request is not such a handshake
 * @throws AppError unauthenticated if the secret has another form
 */
export function offeredSecret(
  { type }: Handshake,
  { method, headers, body }: { method: string; headers: IncomingHttpHeaders; body: Buffer },
): OfferedSecret | undefined {
  if (method !== 'POST') return undefined;
  if (type === 'hook_secret') {
    const secret = headers['x-hook-secret'];
    if (secret === undefined) return undefined;
    assertUsable(secret, 'X-Hook-Secret');
    return { secret, shown: false, answer: { ...asText(''), headers: { 'X-Hook-Secret': secret } } };
  }
  if (type !== 'verification_token') return undefined;
  const asked = parseChallenge(body);
  if (asked === undefined || Object.keys(asked).join() !== 'verification_token') return undefined;
  const secret = asked['verification_token'];
  assertUsable(secret, 'verification_token');
  return { secret, shown: true, answer: asText('') };
}

function assertUsable(secret: unknown, where: string): asserts secret is string {
  if (typeof secret !== 'string' || !SECRET.test(secret))
    throw refused(
      `${where} must be sent once, with 16 to 500 letters, digits and the characters - _ . ~ + / =.`,
    );
}
