import { routes } from '../jsonapi/index.ts';
import { flowView as view } from './serializer.ts';
import type { Flows } from './service.ts';

export function flowRoutes({ list, get, create, update, remove }: Flows) {
  const path = '/tenants/:tenant/flows';
  const query = {
    filters: {
      id: 'ids',
      search: 'search',
      status: ['draft', 'active', 'paused', 'stopped'],
      component: 'id',
      credential: 'id',
      target_gone: 'boolean',
    },
    sorts: ['name', 'status', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  return routes([
    { method: 'get', path, action: list, response: 'collection', view, query },
    { method: 'post', path, action: create, response: 'created', view },
    { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view },
    { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
    { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
  ]);
}
