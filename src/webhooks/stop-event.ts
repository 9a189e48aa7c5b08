import type { WriteAction } from '../actions/index.ts';
import { platformOf } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, type Input } from '../jsonapi/index.ts';
import type { WebhookEventUpdate } from '../schema/index.ts';
import { withBlocker, type Shown } from './blocked-events.ts';
import { groupOf, releaseNext } from './delivery/order/order-store.ts';
import { findEvent, lockEvent, reasonColumns, updateEvent, type WebhookEvent } from './event-store.ts';
import { STOPPED } from './reasons.ts';

/**
 * Ends an event without another attempt. An attempt in progress is completed, and if it is successful, the event is
 * delivered. Then the next event of its key is due.
 */
export type StopEvent = WriteAction<Input<WebhookEventUpdate>, Shown<WebhookEvent>>;

export function createStopEvent(): StopEvent {
  return {
    name: 'webhook-events.stop',
    permission: 'tenants.webhook_events.edit',
    schema: 'webhook-event.update',
    writes: true,
    async run({ db, now }, { params, document, ifMatch }) {
      const id = params['id']!;
      const event = found(await lockEvent(db, id));
      assertUnchanged({ version: event.updated_at }, ifMatch);
      const { state = event.state } = document.data.attributes ?? {};
      if (state !== event.state) {
        if (state !== 'failed' || event.state !== 'pending') throw notAllowed(event, state);
        const changes = { state, ...reasonColumns(STOPPED), updated_at: now } as const;
        if (event.claimed_by === null) {
          await updateEvent(db, id, { ...changes, next_attempt_at: null, order_state: null });
          const group = groupOf(event);
          // Also if it was waiting, because it may just have been its turn.
          if (group !== undefined) await releaseNext(platformOf(db), [group]);
        } else await updateEvent(db, id, changes);
      }
      return withBlocker(db, found(await findEvent(db, id)));
    },
    audit: ({ id, webhook_id, state }) => ({
      type: 'webhook-event',
      id,
      details: { webhook: webhook_id, state },
    }),
  };
}

function notAllowed({ state }: WebhookEvent, to: string): AppError {
  return new AppError(
    'validation_failed',
    `state cannot be changed from ${state} to ${to}. A pending event can be set to failed.`,
    { source: { pointer: '/data/attributes/state' } },
  );
}

function found(event: WebhookEvent | undefined): WebhookEvent {
  if (event === undefined) throw notFound('webhook event');
  return event;
}
