import { Button } from '@mui/material';
import { DataTable } from 'react-admin';
import { Link } from 'react-router-dom';
import { Empty } from '../parts/empty.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { RoleKind, UserCount } from './read-only-fields.tsx';
import type { RoleRecord } from './role-record.ts';

const words = texts.console.roles;
const BREAKING = { overflowWrap: 'anywhere' } as const;

export default function RoleList() {
  const maySeeUsers = useMay()('users', 'get');
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      action={words.new}
      filters={
        <Button component={Link} to="/roles/comparison">
          {words.compare}
        </Button>
      }
      empty={<Empty title={words.empty} text={words.empty_text} action={words.new} />}
    >
      <DataTable.Col source="name" sx={BREAKING} />
      <DataTable.Col source="description" disableSort sx={{ ...ON_WIDE_SCREENS, ...BREAKING }} />
      <DataTable.Col source="built_in" disableSort render={(role: RoleRecord) => <RoleKind role={role} />} />
      {maySeeUsers && (
        <DataTable.Col source="users" disableSort render={({ id }: RoleRecord) => <UserCount id={id} />} />
      )}
    </ListPage>
  );
}
