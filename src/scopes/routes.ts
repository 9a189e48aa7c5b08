import { routes } from '../jsonapi/index.ts';
import { scopeView as view } from './serializer.ts';
import type { Scopes } from './service.ts';

export function scopeRoutes({ list, get, create, update, remove }: Scopes) {
  const path = '/tenants/:tenant/scopes';
  const query = { filters: { built_in: 'boolean' }, paging: 'pages' } as const;
  return routes([
    { method: 'get', path, action: list, response: 'collection', view, query },
    { method: 'post', path, action: create, response: 'created', view },
    { method: 'get', path: `${path}/:scope`, action: get, response: 'resource', view },
    { method: 'patch', path: `${path}/:scope`, action: update, response: 'resource', view },
    { method: 'delete', path: `${path}/:scope`, action: remove, response: 'none', view },
  ]);
}
