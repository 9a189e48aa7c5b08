import { OutboundError, retryAfterOf, type Outbound } from '../../http/index.ts';
import { signedHeaders } from '../../signatures/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import { reasonOfError, reasonOfStatus, type Reason } from '../reasons.ts';
import { DELIVERY_TIMEOUT } from './schedule.ts';

/** Bytes of the response body that are read, so that the connection can be reused. */
const MAX_RESPONSE_BYTES = 65_536;
/** The longest delay that a target can request, in milliseconds. */
const MAX_RETRY_AFTER = 24 * 3_600_000;
const STORED_RESPONSE_CHARACTERS = 1_000;

/** The result of sending an event. */
export interface Outcome {
  /** null if the target accepted the event. */
  failure: Reason | null;
  status_code: number | null;
  answer: string | null;
  /** Milliseconds that the target asked to wait before the next attempt. */
  retryAfter: number | null;
}

/**
 * Sends an event to its target, signed per Standard Webhooks. `webhook-id` is the same for every attempt.
 * @param now milliseconds since the epoch
 */
export async function sendEvent(
  outbound: Outbound,
  event: WebhookEvent,
  { url, secrets }: { url: string; secrets: readonly string[] },
  now: number,
): Promise<Outcome> {
  const { headers, bytes } = requestOf(event);
  const { id } = event;
  try {
    const response = await outbound.send({
      url,
      method: 'POST',
      headers: {
        ...headers,
        ...signedHeaders(id, bytes, secrets, now),
      },
      body: bytes,
      timeout: DELIVERY_TIMEOUT,
      maxBytes: MAX_RESPONSE_BYTES,
      bestEffortBody: true,
    });
    const succeeded = response.status >= 200 && response.status < 300;
    return {
      failure: succeeded ? null : reasonOfStatus(response.status),
      status_code: response.status,
      answer: storable(response.body.slice(0, STORED_RESPONSE_CHARACTERS)),
      // Only a busy target requests a delay; other failures follow the schedule.
      retryAfter: [429, 503].includes(response.status) ? retryAfterOf(response, MAX_RETRY_AFTER) : null,
    };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { failure: reasonOfError(error), status_code: null, answer: null, retryAfter: null };
  }
}

/** What a target receives, except for the signature. */
export function requestOf(event: WebhookEvent): { headers: Record<string, string>; bytes: Buffer } {
  const { type, bytes } = payloadOf(event);
  const kept = event.headers === null ? {} : (JSON.parse(event.headers) as Record<string, string>);
  return { headers: { ...kept, 'content-type': type }, bytes };
}

/** The body as received, or the parsed event with the ID of its credential. */
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

function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
