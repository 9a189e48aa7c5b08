import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { Badges } from './badges.tsx';
import type { ComponentRecord } from './component-record.ts';

const words = texts.console.components;

const FILTERS = [
  { label: words.filter_needing, filter: { usable: false } },
  { label: words.filter_global, filter: { access: 'global' } },
  { label: words.filter_own, filter: { access: 'tenant' } },
];

export default function ComponentList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      action={words.new}
      searched
      // Components of other tenants can be used, but not changed.
      changeable={({ own }) => own === true}
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
      <DataTable.Col source="name" />
      <DataTable.Col
        source="usable"
        disableSort
        render={(component: ComponentRecord) => <Badges component={component} />}
      />
      <DataTable.Col source="description" disableSort sx={ON_WIDE_SCREENS} />
      <DataTable.Col
        source="updated_at"
        sx={ON_WIDE_SCREENS}
        render={({ updated_at }: ComponentRecord) => <Moment at={updated_at} />}
      />
    </ListPage>
  );
}
