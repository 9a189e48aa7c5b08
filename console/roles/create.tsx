import { useGetOne } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { CreatePage } from '../parts/create-page.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { RoleFields } from './form-fields.tsx';
import type { RoleRecord } from './role-record.ts';

const words = texts.console.roles;

/** The form for a new role. The URL may name a role to copy. */
export default function RoleCreate() {
  const mayEdit = useMay()('roles', 'edit');
  const currentUser = useCurrentUser();
  const like = useSearchParams()[0].get('like');
  const { data, isPending, error } = useGetOne<RoleRecord>(
    'roles',
    { id: like ?? '', meta: LIST_META },
    { enabled: like !== null },
  );
  if (like !== null && isPending && error === null) return null;
  const defaultValues =
    data === undefined
      ? { permissions: [] }
      : {
          name: fill(words.duplicate_name, { name: data.name }),
          permissions: data.permissions.filter((permission) => currentUser.permissions.has(permission)),
        };
  return (
    <CreatePage redirect={mayEdit ? 'edit' : 'show'} title={words.new} defaultValues={defaultValues}>
      <RoleFields />
    </CreatePage>
  );
}
