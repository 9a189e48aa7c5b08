import { newId, timeOfId } from '../../system/ids.ts';
import type { WebhookEvent } from '../event-store.ts';

/**
 * A new row with the content of an event, due at once. It cannot be recognized as a duplicate by the request's
 * deduplication key.
 */
export function rowBeside(event: WebhookEvent): WebhookEvent {
  const id = newId();
  const received_at = timeOfId(id);
  return {
    ...event,
    id,
    replay_key: null,
    attempts: 0,
    earlier_attempts: 0,
    last_status_code: null,
    next_attempt_at: 0,
    claimed_by: null,
    received_at,
    updated_at: received_at,
    // Its key is not known yet. It has the same place, after the event.
    order_state: event.order_state === null ? null : 'open',
    order_flow_id: null,
    order_setting: null,
    order_key: null,
  };
}
