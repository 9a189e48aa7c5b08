import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Tenant } from './store.ts';

export const tenantView: ResourceView<Tenant> = {
  type: 'tenant',
  id: (tenant) => tenant.id,
  path: (tenant) => `/v2/tenants/${tenant.id}`,
  version: (tenant) => tenant.version,
  attributes: (tenant) => ({
    name: tenant.name,
    return_urls: tenant.return_urls,
    api_key: tenant.api_key,
    created_at: toRfc3339(tenant.created_at),
    updated_at: toRfc3339(tenant.updated_at),
  }),
  members: ['name', 'return_urls', 'api_key', 'created_at', 'updated_at'],
};
