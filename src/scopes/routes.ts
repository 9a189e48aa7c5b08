import { routes } from '../jsonapi/index.ts';
import { scopeView as view } from './serializer.ts';
import type { Scopes } from './service.ts';

export function scopeRoutes({ list, get, create, update, remove }: Scopes) {
  const path = '/tenants/:tenant/scopes';
  const query = { filters: { built_in: 'boolean' }, paging: 'pages' } as const;
  return routes([
    { method: 'get', path, action: list, answer: 'collection', view, query },
    { method: 'post', path, action: create, answer: 'created', view },
    { method: 'get', path: `${path}/:scope`, action: get, answer: 'resource', view },
    { method: 'patch', path: `${path}/:scope`, action: update, answer: 'resource', view },
    { method: 'delete', path: `${path}/:scope`, action: remove, answer: 'none', view },
  ]);
}
