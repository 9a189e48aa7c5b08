import { routes } from '../jsonapi/index.ts';
import type { RotateAlertSecret } from './alert-secrets.ts';
import { alertSecretView, tenantView as view } from './serializer.ts';
import type { Tenants } from './service.ts';
import type { UpdateTenant } from './update.ts';

export function tenantRoutes(
  { list, get, create, remove }: Tenants,
  update: UpdateTenant,
  rotateAlertSecret: RotateAlertSecret,
) {
  return [
    ...routes([
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
    ]),
    ...routes([
      {
        method: 'post',
        path: '/tenants/:tenant/alert-secrets',
        action: rotateAlertSecret,
        response: 'resource',
        view: alertSecretView,
      },
    ]),
  ];
}
