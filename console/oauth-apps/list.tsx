import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { Named } from '../parts/initials.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';
import { RowMenu } from './row-menu.tsx';

const words = texts.console.apps;

export default function AppList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      action={words.new}
      searched
      empty={
        <Empty
          title={words.empty}
          text={words.empty_text}
          readOnly={words.empty_read_only}
          action={words.new}
        />
      }
    >
      <DataTable.Col source="name" render={({ name }: AppRecord) => <Named name={name} />} />
      <DataTable.Col
        source="kind"
        disableSort
        sx={ON_WIDE_SCREENS}
        render={({ kind }: AppRecord) => words.kinds[kind]}
      />
      <DataTable.Col
        source="audience"
        disableSort
        sx={ON_WIDE_SCREENS}
        render={({ audience }: AppRecord) => words.audiences[audience]}
      />
      <DataTable.Col
        source="created_at"
        sx={ON_WIDE_SCREENS}
        render={({ created_at }: AppRecord) => <Moment at={created_at} />}
      />
      <DataTable.Col
        source="more"
        label={words.more}
        disableSort
        align="right"
        sx={{ width: '1%', whiteSpace: 'nowrap' }}
        render={(app: AppRecord) => <RowMenu app={app} />}
      />
    </ListPage>
  );
}
