import { useGetList } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import type { UserRecord } from './user-record.ts';

/** As many as one page of the API holds. */
const MOST = 200;

/** The users of the tenant by address, for choosing; none for whoever may not see them. */
export function useUsers(): UserRecord[] {
  const enabled = useMay()('users', 'get');
  const { data } = useGetList<UserRecord>(
    'users',
    {
      pagination: { page: 1, perPage: MOST },
      sort: { field: 'email', order: 'ASC' },
      meta: OF_LISTS,
    },
    { enabled, staleTime: 10_000 },
  );
  return data ?? [];
}
