import { createBuiltInEntries, entryView } from '../entries/index.ts';
import { routes } from '../jsonapi/index.ts';
import type { Provider, Providers } from './catalog.ts';
import type { OwnProviders } from './own.ts';
import { pageOfProviders } from './page.ts';

const view = entryView<Provider>('provider');

export function providerRoutes(providers: Providers, own: OwnProviders) {
  const catalog = createBuiltInEntries('provider', providers, pageOfProviders);
  const grants = [
    'authorization_code',
    'client_credentials',
    'device_code',
    'password',
    'jwt_bearer',
    'token_exchange',
  ] as const;
  const filters = { grant_type: grants } as const;
  const ofCatalog = { filters, sorts: ['name'], paging: 'pages' } as const;
  const path = '/tenants/:tenant/providers';
  const ofTenant = {
    filters: { ...filters, search: 'search', built_in: 'boolean' },
    sorts: ['name'],
    paging: 'pages',
  } as const;
  return routes([
    {
      method: 'get',
      path: '/providers',
      action: catalog.list,
      response: 'collection',
      view,
      query: ofCatalog,
    },
    { method: 'get', path: '/providers/:provider', action: catalog.get, response: 'resource', view },
    { method: 'get', path, action: own.list, response: 'collection', view, query: ofTenant },
    { method: 'post', path, action: own.create, response: 'created', view, isIdChosen: true },
    { method: 'get', path: `${path}/:provider`, action: own.get, response: 'resource', view },
    { method: 'patch', path: `${path}/:provider`, action: own.update, response: 'resource', view },
    { method: 'delete', path: `${path}/:provider`, action: own.remove, response: 'none', view },
  ]);
}
