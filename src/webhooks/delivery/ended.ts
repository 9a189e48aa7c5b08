import { reasonColumns, type EventState, type WebhookEvent } from '../event-store.ts';
import type { Reason } from '../reasons.ts';
import type { EndedAttempt } from './delivery-store.ts';
import { OVERLOADED_WAIT } from './schedule.ts';

/** The end of a claimed event that is not sent. */
export function endedAs(event: WebhookEvent, state: EventState, reason: Reason, now: number): EndedAttempt {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts,
      state,
      ...reasonColumns(reason),
      next_attempt_at: null,
      updated_at: now,
    },
    delivery: null,
    isFirst: event.order_state === 'first',
  };
}

const OVERLOADED: Reason = {
  text: 'Too many expressions are being evaluated. The event will be parsed again shortly.',
  code: 'overloaded',
};

/** Nothing was sent, so it does not count as an attempt. */
export function retryLater(event: WebhookEvent, now: number): EndedAttempt {
  const { progress } = endedAs(event, 'pending', OVERLOADED, now);
  const earlier_attempts = event.earlier_attempts + 1;
  return { progress: { ...progress, earlier_attempts, next_attempt_at: OVERLOADED_WAIT }, delivery: null };
}
