import { useEffect, useState } from 'react';
import { useGetList } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import type { ApiRecord } from '../api/records.ts';
import { useMay } from '../person.ts';

/** How long nothing is typed before it is searched, in milliseconds. */
export const PAUSE = 300;

/** As many as somebody looks through before they type more. */
const SHOWN = 50;

export interface Searched {
  resource: string;
  /** The column by which the first are the first. */
  sort: string;
  /** What all of them have in common. */
  filter?: Record<string, unknown>;
}

/** What the server finds for what is typed; while nothing is typed, the first. Nothing for whoever may not see it. */
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
  } = useGetList<T>(
    resource,
    {
      filter: search === '' ? filter : { ...filter, search },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: sort, order: 'ASC' },
      meta: OF_LISTS,
    },
    // What was found before stays until more is known.
    { enabled, staleTime: 10_000, placeholderData: (before) => before },
  );
  return {
    setTyped,
    found: data ?? [],
    pending: enabled && data === undefined,
    searching: search !== typed.trim() || isPlaceholderData,
    /** There is none at all. */
    none: !enabled || (search === '' && data !== undefined && !isPlaceholderData && total === 0),
    all: search !== '' || total <= SHOWN,
  };
}
