import { routes } from '../jsonapi/index.ts';
import { alertView as view } from './serializer.ts';
import type { Alerts } from './service.ts';

export function alertRoutes({ list, test }: Alerts) {
  const path = '/tenants/:tenant/alerts';
  return routes([
    { method: 'get', path, action: list, response: 'log', view, query: { paging: 'cursor' } },
    { method: 'post', path: `${path}/tests`, action: test, response: 'resource', view },
  ]);
}
