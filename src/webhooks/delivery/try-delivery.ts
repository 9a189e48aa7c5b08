import type { Outbound } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { newId } from '../../system/ids.ts';
import type { EndedAttempt } from './delivery-store.ts';
import { reasonColumns, type WebhookEvent } from '../event-store.ts';
import type { Reason } from '../reasons.ts';
import { sendEvent, type Outcome } from './send-event.ts';
import { PAUSED_RECHECK, waitAfter } from './schedule.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { Target } from './target-read.ts';

const DELETED: Reason = { text: 'The webhook has been deleted.', code: 'webhook_deleted' };

const REMOVED: Reason = {
  text: 'The webhook no longer delivers to this flow. Add it to additional_flows, then replay the event.',
  code: 'flow_removed',
};

/**
 * Tries to deliver an event once, and decides what follows. Writes nothing.
 * @param target undefined if the webhook has been deleted
 */
export type TryDelivery = (event: WebhookEvent, target: Target | undefined) => Promise<EndedAttempt>;

export function createTryDelivery(parts: {
  outbound: Outbound;
  secrets: WebhookSecrets;
  clock: Clock;
}): TryDelivery {
  const { outbound, secrets, clock } = parts;

  async function send(event: WebhookEvent, target: Target | undefined): Promise<Outcome> {
    if (target === undefined || target.isRemoved) {
      const failure = target === undefined ? DELETED : REMOVED;
      return { failure, status_code: null, answer: null, retryAfter: null };
    }
    const { signingSecrets } = target;
    const key = { tenant_id: event.tenant_id, id: event.webhook_id };
    const opened = signingSecrets.map((sealed) => secrets.open(key, 'signing_secret', sealed));
    return sendEvent(outbound, event, { url: target.url!, secrets: await Promise.all(opened) }, clock());
  }

  return async (event, target) => {
    const startedAt = clock();
    if (target !== undefined && target.idle !== null) return paused(event, target.idle, startedAt);
    const outcome = await send(event, target);
    const { failure, status_code, answer, retryAfter } = outcome;
    const now = clock();
    const counted = event.attempts - event.earlier_attempts;
    const wait =
      failure === null || target === undefined || target.isRemoved
        ? null
        : waitFor(failure, counted, retryAfter);
    const failedState = wait === null ? 'failed' : 'pending';
    return {
      progress: {
        tenant_id: event.tenant_id,
        id: event.id,
        attempts: event.attempts,
        earlier_attempts: event.earlier_attempts,
        state: failure === null ? 'delivered' : failedState,
        ...reasonColumns(failure),
        next_attempt_at: wait,
        updated_at: now,
      },
      delivery: {
        tenant_id: event.tenant_id,
        id: newId(),
        event_id: event.id,
        attempt: event.attempts,
        state: failure === null ? 'succeeded' : 'failed',
        status_code,
        error: failure?.text ?? null,
        error_code: failure?.code ?? null,
        answer,
        next_attempt_at: wait === null ? null : now + wait,
        created_at: startedAt,
        // The clock may be set during the attempt.
        milliseconds: Math.min(Math.max(0, now - startedAt), 2 ** 31 - 1),
      },
    };
  };
}

/** Milliseconds until the next attempt; null after the last. For a target that is gone, the flow is only checked. */
function waitFor({ code }: Reason, attempts: number, retryAfter: number | null): number | null {
  if (code === 'target_gone') return PAUSED_RECHECK;
  const wait = waitAfter(attempts, Math.random());
  return wait === null ? null : Math.max(wait, retryAfter ?? 0);
}

/** Nothing was sent, so it does not count as an attempt. The event is checked again until the retention ends. */
function paused(event: WebhookEvent, reason: Reason, now: number): EndedAttempt {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts: earlier_attempts + 1,
      state: 'pending',
      ...reasonColumns(reason),
      next_attempt_at: PAUSED_RECHECK,
      updated_at: now,
    },
    delivery: null,
  };
}
