import type { ReadAction } from '../../actions/index.ts';
import { notFound } from '../../errors.ts';
import { pageInMemory, type Collection, type Input } from '../../jsonapi/index.ts';
import type { Sender, Senders } from './catalog.ts';

export interface SenderActions {
  list: ReadAction<Input, Collection<Sender>>;
  get: ReadAction<Input, Sender>;
}

/** The presets, which are the same for all tenants. */
export function createSenders(senders: Senders): SenderActions {
  return {
    list: {
      name: 'senders.list',
      permission: 'authenticated',
      writes: false,
      async run(_, { query }) {
        const search = query.filter['search']?.toLowerCase();
        const found = senders
          .all()
          .filter(
            ({ id, name }) =>
              search === undefined || id.includes(search) || name.toLowerCase().includes(search),
          );
        return pageInMemory(found, query);
      },
    },
    get: {
      name: 'senders.get',
      permission: 'authenticated',
      writes: false,
      async run(_, { params }) {
        const sender = senders.get(params['sender']!);
        if (sender === undefined) throw notFound('sender');
        return sender;
      },
    },
  };
}
