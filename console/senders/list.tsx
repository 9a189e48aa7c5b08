import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { texts } from '../texts/index.ts';
import { SenderOrigin } from './sender-origin.tsx';
import type { SenderRecord } from './sender-record.ts';

const words = texts.console.senders;

const FILTERS = [
  { label: words.own, filter: { built_in: false } },
  { label: words.built_in, filter: { built_in: true } },
];

export default function SenderList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      opens="show"
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
      <DataTable.Col source="name" sx={{ overflowWrap: 'anywhere' }} />
      <DataTable.Col
        source="id"
        disableSort
        sx={{ ...ON_WIDE_SCREENS, minWidth: '10rem', overflowWrap: 'anywhere' }}
        render={({ id }: SenderRecord) => <code>{id}</code>}
      />
      <DataTable.Col
        source="built_in"
        disableSort
        render={({ built_in }: SenderRecord) => <SenderOrigin built_in={built_in} />}
      />
    </ListPage>
  );
}
