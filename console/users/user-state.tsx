import { Stack } from '@mui/material';
import { State } from '../parts/state.tsx';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { UserRecord } from './user-record.ts';

const words = texts.console.users;

export function UserState({ user }: { user: UserRecord }) {
  if (!user.active) return <State word={words.inactive} />;
  return user.accepted ? (
    <State word={words.active} tone="good" />
  ) : (
    <State word={words.waiting} tone="warning" />
  );
}

/** The email address, marked if it is one's own. */
export function EmailWithBadge({ user }: { user: Pick<UserRecord, 'id' | 'email'> }) {
  const { id } = useCurrentUser();
  return (
    <Stack
      component="span"
      direction="row"
      useFlexGap
      sx={{ flexWrap: 'wrap', gap: 0.75, alignItems: 'center', overflowWrap: 'anywhere' }}
    >
      {user.email}
      {user.id === id && <State word={words.you} />}
    </Stack>
  );
}
