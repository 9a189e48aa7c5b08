import { parseChallenge } from './challenge.ts';
import { asJson } from './declared-challenge.ts';
import type { HandshakeAnswer } from './handshake.ts';

/**
 * Discord sends a PING (type 1) and expects a PONG of the same type.
 * https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-acknowledging-ping-requests
 */
export function answerDiscordPing({
  method,
  body,
}: {
  method: string;
  body: Buffer;
}): HandshakeAnswer | undefined {
  return method === 'POST' && parseChallenge(body)?.['type'] === 1 ? asJson({ type: 1 }) : undefined;
}
