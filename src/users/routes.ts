import { roleView, type Access } from '../access/index.ts';
import { routes } from '../jsonapi/index.ts';
import { meView, type MeActions } from './me.ts';
import { userView as view } from './serializer.ts';
import type { Users } from './service.ts';
import type { Member } from './store.ts';

export function userRoutes({ list, get, create, update, remove }: Users, me: MeActions, access: Access) {
  const path = '/tenants/:tenant/users';
  const include = {
    role: { ids: (member: Member) => member.role_id, view: roleView, action: access.getMany },
  };
  const query = {
    filters: { id: 'ids', search: 'search', email: 'text', role: 'id' },
    sorts: ['email', 'name', 'created_at'],
    paging: 'pages',
  } as const;
  return [
    ...routes([
      { method: 'get', path, action: list, response: 'collection', view, query, include },
      { method: 'post', path, action: create, response: 'created', view },
      { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view, include },
      { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
    ]),
    ...routes([
      { method: 'get', path: '/me', action: me.get, response: 'resource', view: meView },
      { method: 'patch', path: '/me', action: me.update, response: 'resource', view: meView },
    ]),
  ];
}
