import { routes } from '../jsonapi/index.ts';
import { userView, type Users } from '../users/index.ts';
import { apiKeyView as view } from './serializer.ts';
import type { ApiKeys } from './service.ts';
import type { ApiKey } from './store.ts';

export function apiKeyRoutes({ list, get, create, update, remove }: ApiKeys, users: Users) {
  const path = '/tenants/:tenant/api-keys';
  const include = { user: { ids: (key: ApiKey) => key.user_id, view: userView, action: users.getMany } };
  const query = {
    filters: { user: 'id' },
    sorts: ['name', 'created_at', 'last_used_at', 'expires_at'],
    paging: 'pages',
  } as const;
  return routes([
    { method: 'get', path, action: list, response: 'collection', view, query, include },
    { method: 'post', path, action: create, response: 'created', view },
    { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view, include },
    { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
    { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
  ]);
}
