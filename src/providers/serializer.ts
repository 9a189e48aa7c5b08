import { declared, type ResourceView } from '../jsonapi/index.ts';
import { entryVersion } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Provider } from './catalog.ts';

export const providerView: ResourceView<Provider> = {
  ...declared('provider'),
  id: (provider) => provider.id,
  path: ({ id, own }) =>
    own === undefined ? `/v2/providers/${id}` : `/v2/tenants/${own.tenant_id}/providers/${id}`,
  version: (provider) => provider.own?.version ?? entryVersion(provider),
  attributes: ({ id: _, own, ...entry }) => ({
    ...entry,
    built_in: own === undefined,
    created_at: own === undefined ? null : toRfc3339(own.created_at),
    updated_at: own === undefined ? null : toRfc3339(own.updated_at),
  }),
};
