import { componentEnvView, componentView, type Components } from '../components/index.ts';
import { routes } from '../jsonapi/index.ts';
import { isOrphaned } from './rules.ts';
import type { RunTime } from './run-time.ts';
import { oauthClientView as view, renderAtRunTime } from './serializer.ts';
import type { OauthClients } from './service.ts';
import type { OauthClient } from './store.ts';

export function oauthClientRoutes(
  { list, get, create, update, remove }: OauthClients,
  runTime: RunTime,
  components: Components,
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
  // The original documentation's table says that a create's type "should be flow".
  const typeAliases = ['flow'];
  return [
    // First, because the router tries its routes in order and this one is asked for most.
    ...routes([
      {
        method: 'get',
        path: '/tenants/:tenant/components/:id/oauth-client',
        action: runTime.client,
        answer: 'rendered',
        view,
        render: renderAtRunTime,
      },
    ]),
    ...routes([
      { method: 'get', path, action: list, answer: 'collection', view, query, include },
      {
        method: 'post',
        path,
        action: create,
        answer: 'created',
        view,
        typeAliases,
        onceOnly: ['client_secret'],
      },
      { method: 'get', path: `${path}/:id`, action: get, answer: 'resource', view, include },
      { method: 'patch', path: `${path}/:id`, action: update, answer: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, answer: 'none', view },
    ]),
    ...routes([
      {
        method: 'get',
        path: '/tenants/:tenant/components/:id/env',
        action: runTime.env,
        answer: 'resource',
        view: componentEnvView,
      },
    ]),
  ];
}
