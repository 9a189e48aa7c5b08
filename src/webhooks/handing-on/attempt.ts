import type { Outbound } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { newId } from '../../system/ids.ts';
import type { Ended } from './delivery-store.ts';
import { columnsOf, type WebhookEvent } from '../event-store.ts';
import type { Reason } from '../reasons.ts';
import { handOn, type Outcome } from './hand-on.ts';
import { PAUSE, waitAfter } from './schedule.ts';
import type { WebhookSecrets } from '../secrets.ts';
import type { Target } from './target-read.ts';

const DELETED: Reason = { text: 'The webhook has been deleted.', code: 'webhook_deleted' };

/** Tries to hand an event on once. Writes nothing. @param target undefined when the webhook is gone */
export type Attempt = (event: WebhookEvent, target: Target | undefined) => Promise<Ended>;

export function createAttempt(parts: { outbound: Outbound; secrets: WebhookSecrets; clock: Clock }): Attempt {
  const { outbound, secrets, clock } = parts;

  async function send(event: WebhookEvent, target: Target | undefined): Promise<Outcome> {
    if (target === undefined) return { failure: DELETED, status_code: null, answer: null };
    const { signingSecrets } = target;
    const key = { tenant_id: event.tenant_id, id: event.webhook_id };
    const opened = signingSecrets.map((sealed) => secrets.open(key, 'signing_secret', sealed));
    return handOn(outbound, event, { url: target.url!, secrets: await Promise.all(opened) }, clock());
  }

  return async (event, target) => {
    const begun = clock();
    if (target !== undefined && target.idle !== null) return paused(event, target.idle, begun);
    const outcome = await send(event, target);
    const { failure, status_code, answer } = outcome;
    const now = clock();
    const wait =
      failure === null || target === undefined
        ? null
        : waitAfter(event.attempts - event.earlier_attempts, Math.random());
    const left = wait === null ? 'failed' : 'pending';
    return {
      progress: {
        tenant_id: event.tenant_id,
        id: event.id,
        attempts: event.attempts,
        earlier_attempts: event.earlier_attempts,
        state: failure === null ? 'delivered' : left,
        ...columnsOf(failure),
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
        created_at: begun,
        // By a clock that may be set meanwhile.
        milliseconds: Math.min(Math.max(0, now - begun), 2 ** 31 - 1),
      },
    };
  };
}

/** Nothing was tried, so that it does not count; it is looked at again, until the retention ends. */
function paused(event: WebhookEvent, reason: Reason, now: number): Ended {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts: earlier_attempts + 1,
      state: 'pending',
      ...columnsOf(reason),
      next_attempt_at: PAUSE,
      updated_at: now,
    },
    delivery: null,
  };
}
