import { Box } from '@mui/material';
import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterText } from '../parts/filter-text.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { RecordFilter } from '../parts/record-filter.tsx';
import { useMay } from '../current-user.ts';
import { RoleName } from '../roles/role-name.tsx';
import { texts } from '../texts/index.ts';
import type { UserRecord } from './user-record.ts';
import { EmailWithBadge, UserState } from './user-state.tsx';

const words = texts.console.users;
const BREAKING = { overflowWrap: 'anywhere' } as const;

export default function UserList() {
  const maySeeRoles = useMay()('roles', 'get');
  return (
    <ListPage
      sort={{ field: 'email', order: 'ASC' }}
      action={words.new}
      filters={<Filters />}
      empty={<Empty title={words.empty} text={words.empty_text} />}
    >
      <DataTable.Col
        source="email"
        sx={{ minWidth: { md: '15rem' } }}
        render={(user: UserRecord) => <EmailWithBadge user={user} />}
      />
      <DataTable.Col source="name" sx={{ ...ON_WIDE_SCREENS, ...BREAKING }} />
      {maySeeRoles && (
        <DataTable.Col
          source="role_id"
          disableSort
          sx={BREAKING}
          render={({ role_id }: UserRecord) => <RoleName id={role_id} />}
        />
      )}
      <DataTable.Col
        source="state"
        disableSort
        sx={ON_WIDE_SCREENS}
        render={(user: UserRecord) => <UserState user={user} />}
      />
      <DataTable.Col
        source="created_at"
        sx={ON_WIDE_SCREENS}
        render={({ created_at }: UserRecord) => <Moment at={created_at} />}
      />
    </ListPage>
  );
}

function Filters() {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, pt: 0.5 }}>
      <RecordFilter
        name="role"
        resource="roles"
        sort="name"
        label={texts.resources.users.fields.role_id}
        any={words.any_role}
        nameOf={({ name }) => String(name)}
      />
      <FilterText source="email" label={words.find} />
    </Box>
  );
}
