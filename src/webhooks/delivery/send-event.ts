import { OutboundError, retryAfterOf, type Outbound, type OutboundRequest } from '../../http/index.ts';
import { reasonOfError, reasonOfStatus, type Reason } from '../reasons.ts';

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

/** The outcome if nothing was sent. */
export function unsent(failure: Reason): Outcome {
  return { failure, status_code: null, answer: null, retryAfter: null };
}

/** Sends an event to its target. */
export async function sendEvent(
  outbound: Outbound,
  request: Omit<OutboundRequest, 'method' | 'maxBytes' | 'bestEffortBody'>,
): Promise<Outcome> {
  try {
    const response = await outbound.send({
      ...request,
      method: 'POST',
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
    return unsent(reasonOfError(error));
  }
}

function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
