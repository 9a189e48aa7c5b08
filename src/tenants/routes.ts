import { routes } from '../jsonapi/index.ts';
import { tenantView as view } from './serializer.ts';
import type { Tenants } from './service.ts';

export function tenantRoutes({ list, get, create, update, remove }: Tenants) {
  return routes([
    { method: 'get', path: '/tenants', action: list, answer: 'collection', view, query: { paging: 'pages' } },
    { method: 'post', path: '/tenants', action: create, answer: 'created', view, onceOnly: ['api_key'] },
    { method: 'get', path: '/tenants/:tenant', action: get, answer: 'resource', view },
    { method: 'patch', path: '/tenants/:tenant', action: update, answer: 'resource', view },
    { method: 'delete', path: '/tenants/:tenant', action: remove, answer: 'none', view },
  ]);
}
