import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { FlowState } from './flow-state.tsx';

const words = texts.console.flows;

const FILTERS = (['active', 'draft', 'stopped'] as const).map((status) => ({
  label: words[status],
  filter: { status },
}));

export default function FlowList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      filters={<FilterToggles choices={FILTERS} />}
      empty={<Empty title={words.empty} text={words.empty_text} />}
    >
      <DataTable.Col source="name" />
      <DataTable.Col source="status" render={({ status }) => <FlowState status={status} />} />
      <DataTable.Col
        source="updated_at"
        sx={ON_WIDE_SCREENS}
        render={({ updated_at }) => <Moment at={updated_at} />}
      />
    </ListPage>
  );
}
