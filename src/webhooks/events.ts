import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Collection, Input, LogSlice } from '../jsonapi/index.ts';
import { listDeliveries, type Delivery } from './delivery-store.ts';
import { findEvent, listEvents, type ListedEvent, type WebhookEvent } from './event-store.ts';

/** What has arrived, and what became of it. */
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
        const rows = await listEvents(db, query.filter, after, size + 1);
        const shown = rows.slice(0, size);
        return { rows: shown, next: rows.length > size ? shown.at(-1)!.id : null };
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
