import { useGetOne } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import type { RoleRecord } from './role-record.ts';

/** The name of a role, for whoever may see roles. */
export function RoleName({ id }: { id: string }) {
  const { data } = useGetOne<RoleRecord>('roles', { id, meta: OF_LISTS }, { staleTime: 10_000 });
  return <>{data?.name}</>;
}
