import { pageInMemory, type Collection, type Query } from '../jsonapi/index.ts';
import type { Provider } from './catalog.ts';

type GrantType = NonNullable<Provider['grant_types']>[number];

/** The requested page of providers, which are all in memory. Without sort, they stay in the given order. */
export function pageOfProviders(
  providers: readonly Provider[],
  { filter, sort, page }: Query,
): Collection<Provider> {
  const grantType = filter['grant_type'] as GrantType | undefined;
  const builtIn = filter['built_in'];
  const search = filter['search']?.toLowerCase();
  const found = providers.filter(
    ({ id, name, grant_types, own }) =>
      (grantType === undefined || grant_types?.includes(grantType) === true) &&
      (builtIn === undefined || String(own === undefined) === builtIn) &&
      (search === undefined || id.includes(search) || name.toLowerCase().includes(search)),
  );
  return pageInMemory(found, { sort, page });
}
