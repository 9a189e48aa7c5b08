import { hash } from 'node:crypto';
import { declared, type ResourceView } from '../jsonapi/index.ts';
import type { Provider } from './catalog.ts';

export const providerView: ResourceView<Provider> = {
  ...declared('provider'),
  id: (provider) => provider.id,
  path: (provider) => `/v2/providers/${provider.id}`,
  // Entries have no version counter, because they only change with a release. 28 bits of a hash distinguish versions.
  version: (provider) => parseInt(hash('sha256', JSON.stringify(provider)).slice(0, 7), 16),
  attributes: ({ id: _, ...entry }) => entry,
};
