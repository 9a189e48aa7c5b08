import { useGetList, useGetMany } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { useMay } from '../current-user.ts';

interface Named {
  id: string;
  name: string;
}

export interface Names {
  /** Undefined if the record is deleted or not fetched yet. */
  nameOf(id: string): string | undefined;
}

/** The names of records: the first ones by name in one request, others one by one. */
export function useNames(resource: string, ids: readonly string[]): Names {
  const maySee = useMay()(resource, 'get');
  const { data = [], total = 0 } = useGetList<Named>(
    resource,
    {
      pagination: { page: 1, perPage: MAX_PAGE_SIZE },
      sort: { field: 'name', order: 'ASC' },
      meta: LIST_META,
    },
    { enabled: maySee, staleTime: 60_000 },
  );
  const known = new Map(data.map(({ id, name }) => [id, name]));
  const missing = total > MAX_PAGE_SIZE ? [...new Set(ids)].filter((id) => !known.has(id)) : [];
  const { data: others = [] } = useGetMany<Named>(
    resource,
    { ids: missing, meta: LIST_META },
    { enabled: missing.length > 0, staleTime: 60_000 },
  );
  // Skip deleted records.
  for (const other of others as (Named | undefined)[])
    if (other !== undefined) known.set(other.id, other.name);
  return { nameOf: (id) => known.get(id) };
}
