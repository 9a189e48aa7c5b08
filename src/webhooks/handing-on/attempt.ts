import type { Outbound } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { newId } from '../../system/ids.ts';
import type { Ended } from './delivery-store.ts';
import type { WebhookEvent } from '../event-store.ts';
import { handOn, type Outcome } from './hand-on.ts';
import { PAUSE, waitAfter } from './schedule.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { Target } from './target-read.ts';

/** Tries to hand an event on once. Writes nothing. @param target undefined when the webhook is gone */
export type Attempt = (event: WebhookEvent, target: Target | undefined) => Promise<Ended>;

export function createAttempt(parts: { outbound: Outbound; secrets: WebhookSecrets; clock: Clock }): Attempt {
  const { outbound, secrets, clock } = parts;

  async function send(event: WebhookEvent, target: Target | undefined): Promise<Outcome> {
    if (target === undefined) return nowhere('The webhook has been deleted.');
    const { signingSecrets } = target;
    const key = { tenant_id: event.tenant_id, id: event.webhook_id };
    const opened = signingSecrets.map((sealed) => secrets.open(key, 'signing_secret', sealed));
    return handOn(outbound, event, { url: target.url!, secrets: await Promise.all(opened) }, clock());
  }

  return async (event, target) => {
    const begun = clock();
    if (target !== undefined && target.idle !== null) return paused(event, target.idle, begun);
    const outcome = await send(event, target);
    const { succeeded, status_code, error, answer } = outcome;
    const now = clock();
    const wait =
      succeeded || target === undefined
        ? null
        : waitAfter(event.attempts - event.earlier_attempts, Math.random());
    const left = wait === null ? 'failed' : 'pending';
    return {
      progress: {
        tenant_id: event.tenant_id,
        id: event.id,
        attempts: event.attempts,
        earlier_attempts: event.earlier_attempts,
        state: succeeded ? 'delivered' : left,
        state_reason: error,
        next_attempt_at: wait,
        updated_at: now,
      },
      delivery: {
        tenant_id: event.tenant_id,
        id: newId(),
        event_id: event.id,
        attempt: event.attempts,
        state: succeeded ? 'succeeded' : 'failed',
        status_code,
        error,
        answer,
        next_attempt_at: wait === null ? null : now + wait,
        created_at: begun,
        // By a clock that may be set meanwhile.
        milliseconds: Math.min(Math.max(0, now - begun), 2 ** 31 - 1),
      },
    };
  };
}

function nowhere(error: string): Outcome {
  return { succeeded: false, status_code: null, error, answer: null };
}

/** Nothing was tried, so that it does not count; it is looked at again, until the retention ends. */
function paused(event: WebhookEvent, reason: string, now: number): Ended {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts: earlier_attempts + 1,
      state: 'pending',
      state_reason: reason,
      next_attempt_at: PAUSE,
      updated_at: now,
    },
    delivery: null,
  };
}
