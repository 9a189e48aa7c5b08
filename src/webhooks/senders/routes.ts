import { declared, routes, type ResourceView } from '../../jsonapi/index.ts';
import { entryVersion } from '../../schema/index.ts';
import type { Sender } from './catalog.ts';
import type { SenderActions } from './service.ts';

const view: ResourceView<Sender> = {
  ...declared('sender'),
  id: ({ id }) => id,
  path: ({ id }) => `/v2/senders/${id}`,
  version: entryVersion,
  attributes: ({ id: _, ...entry }) => ({ ...entry, authentication: 'signature' }),
};

export function senderRoutes({ list, get }: SenderActions) {
  const query = { filters: { search: 'search' }, sorts: ['name'], paging: 'pages' } as const;
  return routes([
    { method: 'get', path: '/senders', action: list, response: 'collection', view, query },
    { method: 'get', path: '/senders/:sender', action: get, response: 'resource', view },
  ]);
}
