import PersonRemoveIcon from '@mui/icons-material/PersonRemove';
import { useDelete, useNotify, useRecordContext, useRedirect } from 'react-admin';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { UserRecord } from './user-record.ts';

const words = texts.console.users;

/** Removes a user from the tenant. Users who remove themselves leave its console. */
export function RemoveButton() {
  const user = useRecordContext<UserRecord>();
  const mayRemove = useMay()('users', 'delete');
  const { id } = useCurrentUser();
  const [remove] = useDelete<UserRecord>();
  const notify = useNotify();
  const redirect = useRedirect();
  if (user === undefined || !mayRemove) return null;
  const self = user.id === id;
  return (
    <ConfirmButton
      action={words.remove}
      icon={<PersonRemoveIcon />}
      color="error"
      title={fill(words.remove_title, { name: user.email })}
      text={self ? `${words.remove_self} ${words.remove_text}` : words.remove_text}
      confirm={words.remove_confirm}
      cancel={words.remove_cancel}
      onConfirm={async () => {
        await remove('users', { id: user.id, previousData: user }, { returnPromise: true });
        if (self) return location.assign('/console');
        notify(words.removed, { type: 'success' });
        redirect('list', 'users');
      }}
    />
  );
}
