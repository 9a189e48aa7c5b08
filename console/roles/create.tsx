import { Create, useGetOne } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { OF_LISTS } from '../api/kept-apart.ts';
import { FormPage } from '../parts/form-page.tsx';
import { useMay, usePerson } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { RoleFields } from './form-fields.tsx';
import type { RoleRecord } from './role-record.ts';

const words = texts.console.roles;

/** A new role; the address may name one that it begins as. */
export default function RoleCreate() {
  const mayEdit = useMay()('roles', 'edit');
  const person = usePerson();
  const like = useSearchParams()[0].get('like');
  const { data, isPending, error } = useGetOne<RoleRecord>(
    'roles',
    { id: like ?? '', meta: OF_LISTS },
    { enabled: like !== null },
  );
  if (like !== null && isPending && error === null) return null;
  const defaultValues =
    data === undefined
      ? { permissions: [] }
      : {
          name: fill(words.like_name, { name: data.name }),
          permissions: data.permissions.filter((permission) => person.permissions.has(permission)),
        };
  return (
    <Create redirect={mayEdit ? 'edit' : 'show'} title={words.new}>
      <FormPage isNew defaultValues={defaultValues}>
        <RoleFields />
      </FormPage>
    </Create>
  );
}
