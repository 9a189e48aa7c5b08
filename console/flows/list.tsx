import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import type { FlowRecord } from './flow-record.ts';
import { FlowState } from './flow-state.tsx';

const words = texts.console.flows;

const FILTERS = (['active', 'paused', 'draft', 'stopped'] as const).map((status) => ({
  label: words[status],
  filter: { status },
}));

const BREAKS = { overflowWrap: 'anywhere' } as const;

export default function FlowList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      opens="show"
      action={words.new}
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
      <DataTable.Col source="name" sx={BREAKS} />
      <DataTable.Col source="status" render={(flow: FlowRecord) => <FlowState flow={flow} />} />
      <DataTable.Col source="target_url" disableSort sx={{ ...BREAKS, ...ON_WIDE_SCREENS }} />
      <DataTable.Col
        source="updated_at"
        sx={ON_WIDE_SCREENS}
        render={({ updated_at }: FlowRecord) => <Moment at={updated_at} />}
      />
    </ListPage>
  );
}
