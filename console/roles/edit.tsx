import { useRecordContext } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { DeleteButton } from '../parts/delete-button.tsx';
import { EditPage } from '../parts/edit-page.tsx';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { RoleFields } from './form-fields.tsx';
import { DuplicateLink } from './duplicate-link.tsx';
import { ReadOnlyFields } from './read-only-fields.tsx';
import { missingPermissions, type RoleRecord } from './role-record.ts';

export default function RoleEdit() {
  return (
    <EditPage actions={<Delete />}>
      <UnlessReadOnly />
      <ReadOnlyFields />
      <DuplicateLink />
      <RoleFields />
    </EditPage>
  );
}

/** A role the user may not change is shown read-only, with the reason. */
function UnlessReadOnly() {
  const role = useRecordContext<RoleRecord>();
  const currentUser = useCurrentUser();
  if (role === undefined || (!role.built_in && missingPermissions(currentUser, role).length === 0))
    return null;
  return <Navigate to={`/roles/${role.id}/show`} replace />;
}

function Delete() {
  const role = useRecordContext<RoleRecord>();
  return <DeleteButton name={role?.name ?? ''} text={texts.console.roles.deleting_text} />;
}
