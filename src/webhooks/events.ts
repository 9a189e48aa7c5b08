import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import { sliceOf, type Collection, type Input, type LogSlice } from '../jsonapi/index.ts';
import { listDeliveries, type Delivery } from './delivery/delivery-store.ts';
import { isSearch, searchEvents } from './event-search.ts';
import { findEvent, listEvents, type ListedEvent, type WebhookEvent } from './event-store.ts';

/** Received events and their deliveries. */
export interface Events {
  list: ReadAction<Input, LogSlice<ListedEvent>>;
  get: ReadAction<Input, WebhookEvent>;
  deliveries: ReadAction<Input, Collection<Delivery>>;
}

export function createEvents(): Events {
  return {
    list: {
      name: 'webhook-events.list',
      permission: 'tenants.webhook_events.get',
      writes: false,
      async run({ db }, { query }) {
        const { size, after } = query.page;
        if (isSearch(query.filter)) return searchEvents(db, query.filter, after, size);
        return sliceOf(await listEvents(db, query.filter, after, size + 1), size);
      },
    },
    get: {
      name: 'webhook-events.get',
      permission: 'tenants.webhook_events.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findEvent(db, params['id']!)),
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
