import { createBuiltInEntries, entryView } from '../../entries/index.ts';
import { routes } from '../../jsonapi/index.ts';
import type { Sender, Senders } from './catalog.ts';
import type { OwnSenders } from './own.ts';
import { pageOfSenders } from './page.ts';

const view = entryView<Sender>('sender', { authentication: 'signature' });

export function senderRoutes(senders: Senders, own: OwnSenders) {
  const builtIn = createBuiltInEntries('sender', senders, pageOfSenders);
  const path = '/tenants/:tenant/senders';
  const query = { filters: { search: 'search' }, sorts: ['name'], paging: 'pages' } as const;
  const ofTenant = { ...query, filters: { ...query.filters, built_in: 'boolean' } } as const;
  return routes([
    { method: 'get', path: '/senders', action: builtIn.list, response: 'collection', view, query },
    { method: 'get', path: '/senders/:sender', action: builtIn.get, response: 'resource', view },
    { method: 'get', path, action: own.list, response: 'collection', view, query: ofTenant },
    { method: 'post', path, action: own.create, response: 'created', view, isIdChosen: true },
    { method: 'get', path: `${path}/:sender`, action: own.get, response: 'resource', view },
    { method: 'patch', path: `${path}/:sender`, action: own.update, response: 'resource', view },
    { method: 'delete', path: `${path}/:sender`, action: own.remove, response: 'none', view },
  ]);
}
