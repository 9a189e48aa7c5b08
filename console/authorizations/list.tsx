import { Stack } from '@mui/material';
import { DataTable, useGetList } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { Empty } from '../parts/empty.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { Named } from '../parts/initials.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { PersonFilter } from '../parts/person-filter.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { useMay } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AuthorizationRecord } from './authorization-record.ts';

const words = texts.console.authorizations;

/** As many as the API gives at once. */
const MOST = 200;
/** As many as a row has room for. */
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
        render={({ user_id }: AuthorizationRecord) => <PersonName id={user_id} />}
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
  const maySeeApps = useMay()('oauth-apps', 'get');
  const { data = [], total = 0 } = useGetList(
    'oauth-apps',
    { pagination: { page: 1, perPage: MOST }, sort: { field: 'name', order: 'ASC' }, meta: OF_LISTS },
    { enabled: maySeeApps },
  );
  const apps = data.map(({ id, name }) => ({ id: String(id), name: String(name) }));
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1.5, pt: 0.5 }}>
      {apps.length > 0 && (
        <FilterSelect
          name="oauth_app"
          label={words.filter_app}
          choices={apps}
          {...(total > MOST && { helperText: texts.console.first_only })}
        />
      )}
      <PersonFilter label={words.filter_user} />
    </Stack>
  );
}

function shortened(scopes: string[]): string {
  if (scopes.length === 0) return words.nothing;
  const more = scopes.length - SHOWN;
  return [...scopes.slice(0, SHOWN), ...(more > 0 ? [fill(words.more, { count: more })] : [])].join(', ');
}
