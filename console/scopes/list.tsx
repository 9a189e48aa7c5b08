import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { texts } from '../texts/index.ts';
import { ScopeOrigin } from './scope-origin.tsx';
import type { ScopeRecord } from './scope-record.ts';

const words = texts.console.scopes;

const FILTERS = [
  { label: words.filter_own, filter: { built_in: false } },
  { label: words.filter_built_in, filter: { built_in: true } },
];

export default function ScopeList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      action={words.new}
      filters={<FilterToggles choices={FILTERS} />}
      changeable={({ built_in }) => built_in !== true}
      empty={<Empty title={words.empty} text={words.empty_text} action={words.new} />}
    >
      <DataTable.Col
        source="name"
        disableSort
        sx={{ overflowWrap: 'anywhere', minWidth: { sm: '15rem' } }}
        render={({ name }: ScopeRecord) => <code>{name}</code>}
      />
      <DataTable.Col source="description" disableSort sx={{ ...ON_WIDE_SCREENS, overflowWrap: 'anywhere' }} />
      <DataTable.Col
        source="built_in"
        disableSort
        render={({ built_in }: ScopeRecord) => <ScopeOrigin built_in={built_in} />}
      />
    </ListPage>
  );
}
