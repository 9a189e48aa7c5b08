import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { Named } from '../parts/initials.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { texts } from '../texts/index.ts';
import { authenticationLabel } from './authentication.tsx';
import { ProviderOrigin } from './provider-origin.tsx';
import { badgeOf, type ProviderRecord } from './provider-record.ts';

const words = texts.console.providers;

const FILTERS = [
  { label: words.filter_own, filter: { built_in: false } },
  { label: words.filter_catalog, filter: { built_in: true } },
];

export default function ProviderList() {
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
      <DataTable.Col source="name" render={(provider: ProviderRecord) => <Named {...badgeOf(provider)} />} />
      <DataTable.Col
        source="id"
        disableSort
        sx={{ ...ON_WIDE_SCREENS, minWidth: '10rem', overflowWrap: 'anywhere' }}
        render={({ id }: ProviderRecord) => <code>{id}</code>}
      />
      <DataTable.Col
        source="authentication_type"
        label={words.authentication}
        disableSort
        sx={ON_WIDE_SCREENS}
        render={authenticationLabel}
      />
      <DataTable.Col
        source="built_in"
        disableSort
        render={({ built_in }: ProviderRecord) => <ProviderOrigin built_in={built_in} />}
      />
    </ListPage>
  );
}
