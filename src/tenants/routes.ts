import { routes } from '../jsonapi/index.ts';
import { tenantView as view } from './serializer.ts';
import type { Tenants } from './service.ts';

export function tenantRoutes({ list, get, create, update, remove }: Tenants) {
  return routes([
    {
      method: 'get',
      path: '/tenants',
      action: list,
      response: 'collection',
      view,
      query: { paging: 'pages' },
    },
    { method: 'post', path: '/tenants', action: create, response: 'created', view },
    { method: 'get', path: '/tenants/:tenant', action: get, response: 'resource', view },
    { method: 'patch', path: '/tenants/:tenant', action: update, response: 'resource', view },
    { method: 'delete', path: '/tenants/:tenant', action: remove, response: 'none', view },
  ]);
}
