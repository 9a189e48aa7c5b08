import type { Collection, Query } from '../jsonapi/index.ts';
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
  const direction = sort[0] === undefined ? 0 : sort[0].direction === 'asc' ? 1 : -1;
  const sorted = found.toSorted((a, b) => direction * a.name.localeCompare(b.name, 'en'));
  const start = (page.number - 1) * page.size;
  return { rows: sorted.slice(start, start + page.size), total: found.length };
}
