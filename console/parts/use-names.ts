import { useGetList, useGetMany } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';

/** As many as the API gives at once. */
const MOST = 200;

interface Named {
  id: string;
  name: string;
}

export interface Names {
  /** Undefined for what is gone, or not asked for yet. */
  nameOf(id: string): string | undefined;
}

/** What records are called: the first by name in one request, and whatever else is wanted one by one. */
export function useNames(resource: string, ids: readonly string[]): Names {
  const maySee = useMay()(resource, 'get');
  const { data = [], total = 0 } = useGetList<Named>(
    resource,
    { pagination: { page: 1, perPage: MOST }, sort: { field: 'name', order: 'ASC' }, meta: OF_LISTS },
    { enabled: maySee, staleTime: 60_000 },
  );
  const known = new Map(data.map(({ id, name }) => [id, name]));
  const missing = total > MOST ? [...new Set(ids)].filter((id) => !known.has(id)) : [];
  const { data: others = [] } = useGetMany<Named>(
    resource,
    { ids: missing, meta: OF_LISTS },
    { enabled: missing.length > 0, staleTime: 60_000 },
  );
  // What is gone leaves a gap.
  for (const other of others as (Named | undefined)[])
    if (other !== undefined) known.set(other.id, other.name);
  return { nameOf: (id) => known.get(id) };
}
