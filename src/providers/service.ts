import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Collection, Input } from '../jsonapi/index.ts';
import type { Provider, Providers } from './catalogue.ts';

export interface ProviderActions {
  list: ReadAction<Input, Collection<Provider>>;
  get: ReadAction<Input, Provider>;
}

export function createProviders(providers: Providers): ProviderActions {
  return {
    list: {
      name: 'providers.list',
      permission: 'authenticated',
      writes: false,
      async run(_, { query: { filter, page } }) {
        const grantType = filter['grant_type'] as Provider['grant_types'][number] | undefined;
        const found = providers
          .all()
          .filter(({ grant_types }) => grantType === undefined || grant_types.includes(grantType));
        const start = (page.number - 1) * page.size;
        return { rows: found.slice(start, start + page.size), total: found.length };
      },
    },
    get: {
      name: 'providers.get',
      permission: 'authenticated',
      writes: false,
      async run(_, { params }) {
        const provider = providers.get(params['provider']!);
        if (provider === undefined) throw notFound('provider');
        return provider;
      },
    },
  };
}
