import { routes } from '../jsonapi/index.ts';
import { MAX_REQUEST_BYTES as bodyLimit } from './descriptor/index.ts';
import { componentEnvView, type ComponentEnvs } from './env.ts';
import { migrateText, migrationView } from './migrations.ts';
import { componentView as view } from './serializer.ts';
import type { Components } from './service.ts';

export function componentRoutes({ list, get, create, update, remove }: Components, envs: ComponentEnvs) {
  const path = '/tenants/:tenant/components';
  const query = {
    filters: {
      id: 'ids',
      search: 'search',
      usable: 'boolean',
      access: ['tenant', 'global'],
      uses_oauth_client: 'boolean',
    },
    sorts: ['name', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  return [
    ...routes([
      { method: 'get', path, action: list, response: 'collection', view, query },
      { method: 'post', path, action: create, response: 'created', view, bodyLimit },
      { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view },
      { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view, bodyLimit },
      { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
    ]),
    ...routes([
      {
        method: 'post',
        path: '/tenants/:tenant/descriptor-migrations',
        action: migrateText,
        response: 'resource',
        view: migrationView,
        bodyLimit,
      },
    ]),
    ...routes([
      {
        method: 'put',
        path: `${path}/:id/env`,
        action: envs.replace,
        current: envs.describe,
        response: 'resource',
        view: componentEnvView,
      },
    ]),
  ];
}
