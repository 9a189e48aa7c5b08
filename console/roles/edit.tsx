import { useRecordContext } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { DeleteButton } from '../parts/delete-button.tsx';
import { EditPage } from '../parts/edit-page.tsx';
import { usePerson } from '../person.ts';
import { texts } from '../texts/index.ts';
import { RoleFields } from './form-fields.tsx';
import { Known, MakeOneLikeIt } from './known.tsx';
import { beyond, type RoleRecord } from './role-record.ts';

export default function RoleEdit() {
  return (
    <EditPage actions={<Delete />}>
      <UnlessFixed />
      <Known />
      <MakeOneLikeIt />
      <RoleFields />
    </EditPage>
  );
}

/** A role that the person cannot change is shown instead, with the reason. */
function UnlessFixed() {
  const role = useRecordContext<RoleRecord>();
  const person = usePerson();
  if (role === undefined || (!role.built_in && beyond(person, role).length === 0)) return null;
  return <Navigate to={`/roles/${role.id}/show`} replace />;
}

function Delete() {
  const role = useRecordContext<RoleRecord>();
  return <DeleteButton name={role?.name ?? ''} text={texts.console.roles.deleting_text} />;
}
