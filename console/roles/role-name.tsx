import { useGetOne } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import type { RoleRecord } from './role-record.ts';

/** The name of a role, if the user may see roles. */
export function RoleName({ id }: { id: string }) {
  const { data } = useGetOne<RoleRecord>('roles', { id, meta: LIST_META }, { staleTime: 10_000 });
  return <>{data?.name}</>;
}
