import { useGetList } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { useMay } from '../current-user.ts';
import type { RoleRecord } from './role-record.ts';

interface Roles {
  roles: RoleRecord[];
  total: number;
  pending: boolean;
  error: Error | null;
  retry(): unknown;
}

/** The tenant's roles by name, for selects. Empty if the user may not see them, or if they failed to load. */
export function useRoles(): Roles {
  const enabled = useMay()('roles', 'get');
  const {
    data,
    total = 0,
    isPending,
    error,
    refetch,
  } = useGetList<RoleRecord>(
    'roles',
    {
      pagination: { page: 1, perPage: MAX_PAGE_SIZE },
      sort: { field: 'name', order: 'ASC' },
      meta: LIST_META,
    },
    { enabled, staleTime: 10_000 },
  );
  return { roles: data ?? [], total, pending: enabled && isPending, error, retry: refetch };
}
