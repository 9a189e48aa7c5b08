import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import type { ClientRecord } from './client-record.ts';
import { ClientState } from './client-state.tsx';
import { FlowCount } from './flow-count.tsx';

const words = texts.console.clients;

const FILTERS = [
  { label: words.usable, filter: { status: 'usable' } },
  { label: words.orphaned, filter: { status: 'orphaned' } },
];

export default function ClientList() {
  return (
    <ListPage
      sort={{ field: 'client_id', order: 'ASC' }}
      action={words.new}
      searched
      filters={<FilterToggles choices={FILTERS} />}
      empty={
        <Empty
          title={words.empty}
          text={words.empty_text}
          readOnly={words.empty_read_only}
          action={words.new}
        />
      }
    >
      <DataTable.Col
        source="component_id"
        disableSort
        render={({ component }: ClientRecord) => component?.name ?? words.gone}
      />
      <DataTable.Col source="client_id" sx={{ overflowWrap: 'anywhere' }} />
      <DataTable.Col
        source="status"
        disableSort
        render={({ status }: ClientRecord) => <ClientState status={status} />}
      />
      <DataTable.Col
        source="in_use"
        disableSort
        sx={ON_WIDE_SCREENS}
        render={({ flow_count }: ClientRecord) => <FlowCount count={flow_count} />}
      />
      <DataTable.Col
        source="updated_at"
        sx={ON_WIDE_SCREENS}
        render={({ updated_at }: ClientRecord) => <Moment at={updated_at} />}
      />
    </ListPage>
  );
}
