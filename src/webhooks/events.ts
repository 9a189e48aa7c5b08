import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import { sliceOf, type Collection, type Input, type LogSlice, type MessageSource } from '../jsonapi/index.ts';
import { listDeliveries, type Delivery } from './delivery/delivery-store.ts';
import { isSearch, searchEvents } from './event-search.ts';
import { withBlocker, withBlockers, type Shown } from './blocked-events.ts';
import type { Clock } from '../system/clock.ts';
import type { TargetRead } from './delivery/target-read.ts';
import { findEvent, newestEvents, type ListedEvent, type WebhookEvent } from './event-store.ts';
import { selectListed } from './event-summary.ts';
import { createStreamEvents } from './stream-events.ts';

/** Received events and their deliveries. */
export interface Events {
  list: ReadAction<Input, LogSlice<Shown<ListedEvent>>>;
  stream: ReadAction<Input, MessageSource>;
  get: ReadAction<Input, Shown<WebhookEvent>>;
  deliveries: ReadAction<Input, Collection<Delivery>>;
}

export function createEvents(parts: { readTarget: TargetRead; clock: Clock }): Events {
  return {
    stream: createStreamEvents(parts),
    list: {
      name: 'webhook-events.list',
      permission: 'tenants.webhook_events.get',
      writes: false,
      async run({ db }, { query }) {
        const { size, after } = query.page;
        const slice = isSearch(query.filter)
          ? await searchEvents(db, query.filter, after, size)
          : sliceOf(await selectListed(db, newestEvents(db, query.filter, after).limit(size + 1)), size);
        return { ...slice, rows: await withBlockers(db, slice.rows) };
      },
    },
    get: {
      name: 'webhook-events.get',
      permission: 'tenants.webhook_events.get',
      writes: false,
      run: async ({ db }, { params }) => withBlocker(db, found(await findEvent(db, params['id']!))),
    },
    deliveries: {
      name: 'deliveries.list',
      permission: 'tenants.webhook_events.get',
      writes: false,
      async run({ db }, { params, query }) {
        const event = found(await findEvent(db, params['id']!));
        return listDeliveries(db, { event: event.id, state: query.filter['state'] }, query.page);
      },
    },
  };
}

function found(event: WebhookEvent | undefined): WebhookEvent {
  if (event === undefined) throw notFound('webhook event');
  return event;
}
