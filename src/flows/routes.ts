import { routes } from '../jsonapi/index.ts';
import { flowView as view } from './serializer.ts';
import type { Flows } from './service.ts';

export function flowRoutes({ list, get, create, update, remove }: Flows) {
  const path = '/tenants/:tenant/flows';
  const query = {
    filters: { id: 'ids', search: 'search', status: ['draft', 'active', 'stopped'], component: 'id' },
    sorts: ['name', 'status', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  return routes([
    { method: 'get', path, action: list, answer: 'collection', view, query },
    { method: 'post', path, action: create, answer: 'created', view },
    { method: 'get', path: `${path}/:id`, action: get, answer: 'resource', view },
    { method: 'patch', path: `${path}/:id`, action: update, answer: 'resource', view },
    { method: 'delete', path: `${path}/:id`, action: remove, answer: 'none', view },
  ]);
}
