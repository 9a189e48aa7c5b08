import type { Query } from '../jsonapi/index.ts';
import type { Origin } from './own-store.ts';

/** The entries that match the filters `search` and `built_in` of a request. */
export function matchingEntries<Entry extends { id: string; name: string; own?: Origin }>(
  entries: readonly Entry[],
  { filter }: Pick<Query, 'filter'>,
): Entry[] {
  const builtIn = filter['built_in'];
  const search = filter['search']?.toLowerCase();
  return entries.filter(
    ({ id, name, own }) =>
      (builtIn === undefined || String(own === undefined) === builtIn) &&
      (search === undefined || id.includes(search) || name.toLowerCase().includes(search)),
  );
}
