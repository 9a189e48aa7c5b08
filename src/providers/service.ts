import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Collection, Input } from '../jsonapi/index.ts';
import type { Provider, Providers } from './catalog.ts';

type GrantType = NonNullable<Provider['grant_types']>[number];

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
      async run(_, { query: { filter, sort, page } }) {
        const grantType = filter['grant_type'] as GrantType | undefined;
        const found = providers
          .all()
          .filter(({ grant_types }) => grantType === undefined || grant_types?.includes(grantType) === true);
        const direction = sort[0] === undefined ? 0 : sort[0].direction === 'asc' ? 1 : -1;
        // Without sort, and for equal names, entries stay sorted by ID.
        const sorted = found.toSorted((a, b) => direction * a.name.localeCompare(b.name, 'en'));
        const start = (page.number - 1) * page.size;
        return { rows: sorted.slice(start, start + page.size), total: found.length };
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
