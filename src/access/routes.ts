import { routes } from '../jsonapi/index.ts';
import { permissionView, roleView as view } from './serializer.ts';
import type { Access } from './service.ts';

export function accessRoutes({ list, get, create, update, remove, listPermissions }: Access) {
  const path = '/tenants/:tenant/roles';
  return [
    ...routes([
      {
        method: 'get',
        path,
        action: list,
        response: 'collection',
        view,
        query: { filters: { id: 'ids', search: 'search' }, sorts: ['name', 'created_at'], paging: 'pages' },
      },
      { method: 'post', path, action: create, response: 'created', view },
      { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view },
      { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
    ]),
    ...routes([
      {
        method: 'get',
        path: '/permissions',
        action: listPermissions,
        response: 'collection',
        view: permissionView,
        query: { paging: 'pages' },
      },
    ]),
  ];
}
