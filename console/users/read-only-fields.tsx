import { Alert } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import type { UserRecord } from './user-record.ts';
import { EmailWithBadge, UserState } from './user-state.tsx';

const words = texts.console.users;
const { fields } = texts.resources.users;

/** The read-only properties of a user. */
export function ReadOnlyFields() {
  const user = useRecordContext<UserRecord>();
  if (user === undefined) return null;
  return (
    <>
      {!user.accepted && (
        <Alert severity="info" sx={{ mb: 2, width: '100%' }}>
          {words.waits}
        </Alert>
      )}
      <Facts>
        <Fact name={fields.email}>
          <EmailWithBadge user={user} />
        </Fact>
        {user.name !== null && <Fact name={fields.name}>{user.name}</Fact>}
        <Fact name={fields.state}>
          <UserState user={user} />
        </Fact>
        <Fact name={fields.created_at}>
          <Moment at={user.created_at} />
        </Fact>
      </Facts>
    </>
  );
}
