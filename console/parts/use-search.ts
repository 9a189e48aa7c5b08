import { useEffect, useState } from 'react';
import { useGetList } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../current-user.ts';

/** Delay after the last keystroke before searching, in milliseconds. */
export const PAUSE = 300;

/** How many results are shown. */
const SHOWN = 50;

export interface Searched {
  resource: string;
  /** The column to sort by. */
  sort: string;
  /** A filter that applies to every search. */
  filter?: Record<string, unknown>;
}

/**
 * Searches records on the server; without text, returns the first ones. Returns nothing if the user may not see them.
 */
export function useSearch<T extends ApiRecord>({ resource, sort, filter = {} }: Searched) {
  const enabled = useMay()(resource, 'get');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const later = setTimeout(() => setSearch(typed.trim()), PAUSE);
    return () => clearTimeout(later);
  }, [typed]);
  const {
    data,
    total = 0,
    isPlaceholderData,
    isError,
    refetch,
  } = useGetList<T>(
    resource,
    {
      filter: search === '' ? filter : { ...filter, search },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: sort, order: 'ASC' },
      meta: LIST_META,
    },
    // Keep the previous results until the new ones arrive.
    { enabled, staleTime: 10_000, placeholderData: (before) => before },
  );
  return {
    setTyped,
    found: data ?? [],
    pending: enabled && data === undefined && !isError,
    /** The search failed; there are no results. */
    failed: isError && data === undefined,
    retry: refetch,
    searching: search !== typed.trim() || isPlaceholderData,
    /** There are no records at all. */
    none: !enabled || (search === '' && data !== undefined && !isPlaceholderData && total === 0),
    all: search !== '' || total <= SHOWN,
  };
}
