import { Alert } from '@mui/material';
import { BooleanInput, useGetOne, useRecordContext } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { EditPage } from '../parts/edit-page.tsx';
import { useMay, usePerson } from '../person.ts';
import { beyond, type RoleRecord } from '../roles/role-record.ts';
import { texts } from '../texts/index.ts';
import { GettingIn, Known } from './known.tsx';
import { RemoveButton } from './remove-button.tsx';
import { RoleInput } from './role-input.tsx';
import type { UserRecord } from './user-record.ts';

const words = texts.console.users;

export default function UserEdit() {
  return (
    <EditPage actions={<RemoveButton />}>
      <Known />
      <Fields />
      <GettingIn />
    </EditPage>
  );
}

function Fields() {
  const maySeeRoles = useMay()('roles', 'get');
  const stronger = useIsStronger();
  return (
    <>
      {stronger && (
        <Alert severity="info" sx={{ mb: 2, width: '100%' }}>
          {words.stronger}
        </Alert>
      )}
      {maySeeRoles && <RoleInput disabled={stronger} />}
      <BooleanInput source="active" disabled={stronger} helperText={words.active_help} />
    </>
  );
}

/** Whether the user may do what the person may not: the API refuses to change them then. */
function useIsStronger(): boolean {
  const user = useRecordContext<UserRecord>();
  const person = usePerson();
  const enabled = useMay()('roles', 'get') && user !== undefined;
  const { data } = useGetOne<RoleRecord>(
    'roles',
    { id: user?.role_id ?? '', meta: OF_LISTS },
    { enabled, staleTime: 10_000 },
  );
  return data !== undefined && beyond(person, data).length > 0;
}
