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
  const onceOnly = ['client_secret'];
  return [
    ...routes([
      { method: 'get', path, action: list, answer: 'collection', view, query },
      { method: 'post', path, action: create, answer: 'created', view, onceOnly },
      { method: 'get', path: `${path}/:id`, action: get, answer: 'resource', view },
      { method: 'patch', path: `${path}/:id`, action: update, answer: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, answer: 'none', view },
    ]),
    ...routes([
      {
        method: 'get',
        path: ofApp,
        action: secrets.list,
        answer: 'collection',
        view: secretView,
        query: { paging: 'pages' },
      },
      { method: 'post', path: ofApp, action: secrets.create, answer: 'created', view: secretView, onceOnly },
      { method: 'get', path: `${ofApp}/:secret`, action: secrets.get, answer: 'resource', view: secretView },
    ]),
  ];
}
