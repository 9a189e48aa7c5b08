import { Alert } from '@mui/material';
import { BooleanInput, useGetOne, useRecordContext } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { EditPage } from '../parts/edit-page.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { missingPermissions, type RoleRecord } from '../roles/role-record.ts';
import { texts } from '../texts/index.ts';
import { PasswordLinkHelp } from './password-link-help.tsx';
import { ReadOnlyFields } from './read-only-fields.tsx';
import { RemoveButton } from './remove-button.tsx';
import { RoleInput } from './role-input.tsx';
import type { UserRecord } from './user-record.ts';

const words = texts.console.users;

export default function UserEdit() {
  return (
    <EditPage actions={<RemoveButton />}>
      <ReadOnlyFields />
      <Fields />
      <PasswordLinkHelp />
    </EditPage>
  );
}

function Fields() {
  const maySeeRoles = useMay()('roles', 'get');
  const stronger = useHasMorePermissions();
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

/** Whether the user has permissions that the signed-in user does not: then the API rejects changes. */
function useHasMorePermissions(): boolean {
  const user = useRecordContext<UserRecord>();
  const currentUser = useCurrentUser();
  const enabled = useMay()('roles', 'get') && user !== undefined;
  const { data } = useGetOne<RoleRecord>(
    'roles',
    { id: user?.role_id ?? '', meta: LIST_META },
    { enabled, staleTime: 10_000 },
  );
  return data !== undefined && missingPermissions(currentUser, data).length > 0;
}
