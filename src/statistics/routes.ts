import { routes } from '../jsonapi/index.ts';
import { statisticsView as view } from './serializer.ts';
import type { StatisticsActions } from './service.ts';

export function statisticsRoutes({ get }: StatisticsActions) {
  return routes([
    { method: 'get', path: '/tenants/:tenant/statistics', action: get, response: 'resource', view },
  ]);
}
