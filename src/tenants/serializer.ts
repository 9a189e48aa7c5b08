import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Tenant } from './store.ts';

export const tenantView: ResourceView<Tenant> = {
  ...declared('tenant'),
  id: (tenant) => tenant.id,
  path: (tenant) => `/v2/tenants/${tenant.id}`,
  version: (tenant) => tenant.version,
  attributes: (tenant) => ({
    ...plainAttributes('tenant', tenant),
    api_key: tenant.api_key,
    created_at: toRfc3339(tenant.created_at),
    updated_at: toRfc3339(tenant.updated_at),
  }),
  onceOnly: ['api_key'],
};
