import { routes } from '../jsonapi/index.ts';
import { auditEventView as view } from './serializer.ts';
import type { Audit } from './service.ts';

export function auditRoutes({ list, get }: Audit) {
  const filters = { action: 'texts', actor: 'id', resource: 'id' } as const;
  return routes([
    {
      method: 'get',
      path: '/tenants/:tenant/audit-events',
      action: list,
      response: 'log',
      view,
      query: { filters, paging: 'cursor' },
    },
    { method: 'get', path: '/tenants/:tenant/audit-events/:id', action: get, response: 'resource', view },
  ]);
}
