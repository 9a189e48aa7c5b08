import { componentEnvView, componentView, MAX_REQUEST_BYTES, type Components } from '../components/index.ts';
import { routes } from '../jsonapi/index.ts';
import type { WriteAction } from '../actions/index.ts';
import type { Input } from '../jsonapi/index.ts';
import type { ComponentMigrationCreate } from '../schema/index.ts';
import { componentMigrationView, type ComponentMigration } from './migration.ts';
import { isOrphaned } from './rules.ts';
import type { RunTime } from './run-time.ts';
import { oauthClientView as view, renderAtRunTime } from './serializer.ts';
import type { OauthClients } from './service.ts';
import type { OauthClient } from './store.ts';

export function oauthClientRoutes(
  { list, get, create, update, remove }: OauthClients,
  runTime: RunTime,
  components: Components,
  migrate: WriteAction<Input<ComponentMigrationCreate>, ComponentMigration>,
) {
  const path = '/tenants/:tenant/oauth-clients';
  const include = {
    component: {
      ids: (client: OauthClient) => (isOrphaned(client) ? null : client.component_id),
      view: componentView,
      action: components.getMany,
    },
  };
  const query = {
    filters: { id: 'ids', search: 'search', component: 'id', status: ['usable', 'orphaned'] },
    sorts: ['client_id', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  // For clients that follow documentation in which the type of a create request is "flow".
  const typeAliases = ['flow'];
  return [
    // First, because the router matches routes in order and this one is requested most.
    ...routes([
      {
        method: 'get',
        path: '/tenants/:tenant/components/:id/oauth-client',
        action: runTime.client,
        response: 'rendered',
        view,
        render: renderAtRunTime,
      },
    ]),
    ...routes([
      { method: 'get', path, action: list, response: 'collection', view, query, include },
      {
        method: 'post',
        path,
        action: create,
        response: 'created',
        view,
        typeAliases,
      },
      { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view, include },
      { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
    ]),
    ...routes([
      {
        method: 'post',
        path: '/tenants/:tenant/components/:id/migrations',
        action: migrate,
        response: 'resource',
        view: componentMigrationView,
        bodyLimit: MAX_REQUEST_BYTES,
      },
    ]),
    ...routes([
      {
        method: 'get',
        path: '/tenants/:tenant/components/:id/env',
        action: runTime.env,
        response: 'resource',
        view: componentEnvView,
      },
    ]),
  ];
}
