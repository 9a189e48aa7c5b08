import { matchingEntries } from '../entries/index.ts';
import { pageInMemory, type Collection, type Query } from '../jsonapi/index.ts';
import type { Provider } from './catalog.ts';

type GrantType = NonNullable<Provider['grant_types']>[number];

/** The requested page of providers, which are all in memory. Without sort, they stay in the given order. */
export function pageOfProviders(providers: readonly Provider[], query: Query): Collection<Provider> {
  const grantType = query.filter['grant_type'] as GrantType | undefined;
  const found = matchingEntries(providers, query).filter(
    ({ grant_types }) => grantType === undefined || grant_types?.includes(grantType) === true,
  );
  return pageInMemory(found, query);
}
