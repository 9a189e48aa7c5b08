import { useGetList } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import type { RoleRecord } from './role-record.ts';

/** As many as one page of the API holds. */
const MOST = 200;

/** The roles of the tenant by name, for choosing; none for whoever may not see them. */
export function useRoles(): { roles: RoleRecord[]; total: number; pending: boolean } {
  const enabled = useMay()('roles', 'get');
  const {
    data,
    total = 0,
    isPending,
  } = useGetList<RoleRecord>(
    'roles',
    {
      pagination: { page: 1, perPage: MOST },
      sort: { field: 'name', order: 'ASC' },
      meta: OF_LISTS,
    },
    { enabled, staleTime: 10_000 },
  );
  return { roles: data ?? [], total, pending: enabled && isPending };
}
