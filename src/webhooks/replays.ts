import type { WriteAction } from '../actions/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { ReplayCreate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import { findEvent, type WebhookEvent } from './event-store.ts';
import { eventsSince, makeDue } from './replay-store.ts';
import { findWebhook } from './store.ts';

/** Maximum per request, so that other writes do not wait long. `next_since` continues from there. */
const MAX_REPLAYED = 1000;

/** The result of a replay. */
export interface Replay {
  id: string;
  webhook_id: string;
  replayed: number;
  /** The `since` of the next request, in milliseconds since the epoch; null if all were replayed. */
  next_since: number | null;
}

export interface Replays {
  /** One event in any state; if it is waiting for a retry, it is retried now. */
  one: WriteAction<Input, WebhookEvent>;
  /** The events that a webhook received since a time. */
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
        const found = await eventsSince(db, { webhook: webhook.id, since, states }, MAX_REPLAYED + 1);
        const events = found.slice(0, MAX_REPLAYED);
        const ids = events.map(({ id }) => id);
        await makeDue(db, ids, now);
        return {
          id: newId(),
          webhook_id: webhook.id,
          replayed: ids.length,
          // The first event that is left: events of the same millisecond may be replayed twice, but none is missed.
          next_since: found[MAX_REPLAYED]?.received_at ?? null,
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
  throw new AppError(
    'validation_failed',
    'since is not a valid date and time. Send an existing one, such as 2026-01-31T12:00:00Z.',
    {
      source: { pointer: '/data/attributes/since' },
    },
  );
}
