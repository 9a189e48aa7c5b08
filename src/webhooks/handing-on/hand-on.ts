import { createHmac } from 'node:crypto';
import { OutboundError, type Outbound } from '../../http/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import { reasonOfError, reasonOfStatus, type Reason } from '../reasons.ts';
import { DELIVERY_TIMEOUT } from './schedule.ts';

/** Of what a target answers: enough to see what it says. */
const MOST_OF_AN_ANSWER = 65_536;
const SHOWN_OF_AN_ANSWER = 1_000;

/** What came of handing an event on. */
export interface Outcome {
  /** null: it was taken. */
  failure: Reason | null;
  status_code: number | null;
  answer: string | null;
}

/**
 * Sends an event to its target, signed as Standard Webhooks has it. Its id is the same at each attempt.
 * @param now milliseconds since the epoch
 */
export async function handOn(
  outbound: Outbound,
  event: WebhookEvent,
  { url, secrets }: { url: string; secrets: readonly string[] },
  now: number,
): Promise<Outcome> {
  const { type, bytes } = payloadOf(event);
  const { id, headers } = event;
  const timestamp = String(Math.floor(now / 1000));
  try {
    const answer = await outbound.send({
      url,
      method: 'POST',
      headers: {
        ...(headers !== null && (JSON.parse(headers) as Record<string, string>)),
        'content-type': type,
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': secrets.map((secret) => sign(secret, id, timestamp, bytes)).join(' '),
      },
      body: bytes,
      timeout: DELIVERY_TIMEOUT,
      maxBytes: MOST_OF_AN_ANSWER,
    });
    const succeeded = answer.status >= 200 && answer.status < 300;
    return {
      failure: succeeded ? null : reasonOfStatus(answer.status),
      status_code: answer.status,
      answer: storable(answer.body.slice(0, SHOWN_OF_AN_ANSWER)),
    };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { failure: reasonOfError(error), status_code: null, answer: null };
  }
}

/** As it came; or what the webhook's parser made of it, and whose credential it concerns. */
function payloadOf(event: WebhookEvent): { type: string; bytes: Buffer } {
  const { content_type, body, body_is_base64, kind, parsed, credential_id } = event;
  if (parsed === null)
    return {
      type: content_type ?? 'application/octet-stream',
      bytes: Buffer.from(body, body_is_base64 ? 'base64' : 'utf8'),
    };
  const payload = { kind, ...(JSON.parse(parsed) as ParsedEvent), credential: credential_id };
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(payload)) };
}

function sign(secret: string, id: string, timestamp: string, body: Buffer): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return `v1,${digest}`;
}

function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
