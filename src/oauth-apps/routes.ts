import { routes } from '../jsonapi/index.ts';
import type { AppSecrets } from './secrets.ts';
import { oauthAppView as view, secretView } from './serializer.ts';
import type { OauthApps } from './service.ts';

export function oauthAppRoutes({ list, get, create, update, remove }: OauthApps, secrets: AppSecrets) {
  const path = '/tenants/:tenant/oauth-apps';
  const ofApp = `${path}/:id/secrets`;
  const query = {
    filters: { id: 'ids', search: 'search' },
    sorts: ['name', 'created_at'],
    paging: 'pages',
  } as const;
  return [
    ...routes([
      { method: 'get', path, action: list, response: 'collection', view, query },
      { method: 'post', path, action: create, response: 'created', view },
      { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view },
      { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
    ]),
    ...routes([
      {
        method: 'get',
        path: ofApp,
        action: secrets.list,
        response: 'collection',
        view: secretView,
        query: { paging: 'pages' },
      },
      { method: 'post', path: ofApp, action: secrets.create, response: 'created', view: secretView },
      {
        method: 'get',
        path: `${ofApp}/:secret`,
        action: secrets.get,
        response: 'resource',
        view: secretView,
      },
    ]),
  ];
}
