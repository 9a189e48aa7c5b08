import type { WriteAction } from '../actions/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { ReplayCreate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import { findEvent, type WebhookEvent } from './event-store.ts';
import { eventsSince, makeDue } from './replay-store.ts';
import { findWebhook } from './store.ts';

/** So that no other write waits for long; whoever wants more asks again. */
const MOST_AT_ONCE = 1000;

/** What was made due again. */
export interface Replay {
  id: string;
  webhook_id: string;
  replayed: number;
  /** Where to go on, milliseconds since the epoch; null when these were all. */
  next_since: number | null;
}

export interface Replays {
  /** One event, whatever its state: one that waits for its next attempt has it now. */
  one: WriteAction<Input, WebhookEvent>;
  /** The events of a webhook since a time. */
  since: WriteAction<Input<ReplayCreate>, Replay>;
}

export function createReplays(): Replays {
  return {
    one: {
      name: 'webhook-events.replay',
      permission: 'tenants.webhook_events.edit',
      writes: true,
      async run({ db, now }, { params }) {
        const id = params['id']!;
        await makeDue(db, [id], now);
        const event = await findEvent(db, id);
        if (event === undefined) throw notFound('webhook event');
        return event;
      },
      audit: ({ id, webhook_id }) => ({ type: 'webhook-event', id, details: { webhook: webhook_id } }),
    },
    since: {
      name: 'webhooks.replay',
      permission: 'tenants.webhook_events.edit',
      schema: 'replay.create',
      writes: true,
      async run({ db, now }, { params, document }) {
        const webhook = await findWebhook(db, params['id']!);
        if (webhook === undefined) throw notFound('webhook');
        const { since: given, states = ['pending', 'failed'] } = document.data.attributes;
        const since = timeOf(given);
        const found = await eventsSince(db, { webhook: webhook.id, since, states }, MOST_AT_ONCE + 1);
        const events = found.slice(0, MOST_AT_ONCE);
        const ids = events.map(({ id }) => id);
        await makeDue(db, ids, now);
        return {
          id: newId(),
          webhook_id: webhook.id,
          replayed: ids.length,
          // Of the first that is left: one of the same millisecond may come twice rather than never.
          next_since: found[MOST_AT_ONCE]?.received_at ?? null,
        };
      },
      audit: ({ webhook_id, replayed }, { document }) => ({
        type: 'webhook',
        id: webhook_id,
        details: { replayed, since: toRfc3339(timeOf(document.data.attributes.since)) },
      }),
    },
  };
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new AppError('validation_failed', 'It is not a time that there is.', {
    source: { pointer: '/data/attributes/since' },
  });
}
