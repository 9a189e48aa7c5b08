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
        answer: 'collection',
        view,
        query: { filters: { id: 'ids', search: 'search' }, sorts: ['name', 'created_at'], paging: 'pages' },
      },
      { method: 'post', path, action: create, answer: 'created', view },
      { method: 'get', path: `${path}/:id`, action: get, answer: 'resource', view },
      { method: 'patch', path: `${path}/:id`, action: update, answer: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, answer: 'none', view },
    ]),
    ...routes([
      {
        method: 'get',
        path: '/permissions',
        action: listPermissions,
        answer: 'collection',
        view: permissionView,
        query: { paging: 'pages' },
      },
    ]),
  ];
}
