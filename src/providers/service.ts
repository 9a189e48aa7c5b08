import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Collection, Input } from '../jsonapi/index.ts';
import type { Provider, Providers } from './catalog.ts';
import { pageOfProviders } from './page.ts';

export interface ProviderActions {
  list: ReadAction<Input, Collection<Provider>>;
  get: ReadAction<Input, Provider>;
}

/** The catalog, which is the same for all tenants. */
export function createProviders(catalog: Providers): ProviderActions {
  return {
    list: {
      name: 'providers.list',
      permission: 'authenticated',
      writes: false,
      run: async (_, { query }) => pageOfProviders(catalog.all(), query),
    },
    get: {
      name: 'providers.get',
      permission: 'authenticated',
      writes: false,
      async run(_, { params }) {
        const provider = catalog.get(params['provider']!);
        if (provider === undefined) throw notFound('provider');
        return provider;
      },
    },
  };
}
