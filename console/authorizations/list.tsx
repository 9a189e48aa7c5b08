import { Stack } from '@mui/material';
import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { Named } from '../parts/initials.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { UserFilter } from '../parts/user-filter.tsx';
import { RecordFilter } from '../parts/record-filter.tsx';
import { UserEmail } from '../parts/user-email.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AuthorizationRecord } from './authorization-record.ts';

const words = texts.console.authorizations;

/** How many scopes fit in a row. */
const SHOWN = 3;

export default function AuthorizationList() {
  return (
    <ListPage
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={<Filters />}
      empty={<Empty title={words.empty} text={words.empty_text} />}
    >
      <DataTable.Col
        source="app"
        disableSort
        render={({ app }: AuthorizationRecord) => <Named name={app.name} />}
      />
      <DataTable.Col
        source="user"
        disableSort
        sx={{ overflowWrap: 'anywhere' }}
        render={({ user_id }: AuthorizationRecord) => <UserEmail id={user_id} />}
      />
      <DataTable.Col
        source="scopes"
        disableSort
        sx={ON_WIDE_SCREENS}
        render={({ scopes }: AuthorizationRecord) => shortened(scopes)}
      />
      <DataTable.Col
        source="created_at"
        sx={ON_WIDE_SCREENS}
        render={({ created_at }: AuthorizationRecord) => <Moment at={created_at} />}
      />
    </ListPage>
  );
}

function Filters() {
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1.5, pt: 0.5 }}>
      <RecordFilter
        name="oauth_app"
        resource="oauth-apps"
        sort="name"
        label={words.filter_app}
        any={words.any_app}
        nameOf={({ name }) => String(name)}
      />
      <UserFilter label={words.filter_user} />
    </Stack>
  );
}

function shortened(scopes: string[]): string {
  if (scopes.length === 0) return words.nothing;
  const more = scopes.length - SHOWN;
  return [...scopes.slice(0, SHOWN), ...(more > 0 ? [fill(words.more, { count: more })] : [])].join(', ');
}
