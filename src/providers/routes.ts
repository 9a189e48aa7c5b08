import { routes } from '../jsonapi/index.ts';
import { providerView as view } from './serializer.ts';
import type { ProviderActions } from './service.ts';

export function providerRoutes({ list, get }: ProviderActions) {
  const grants = ['authorization_code', 'client_credentials', 'password'] as const;
  const query = { filters: { grant_type: grants }, sorts: ['name'], paging: 'pages' } as const;
  return routes([
    { method: 'get', path: '/providers', action: list, response: 'collection', view, query },
    { method: 'get', path: '/providers/:provider', action: get, response: 'resource', view },
  ]);
}
