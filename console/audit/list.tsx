import { Box } from '@mui/material';
import { List } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { FilterChoice } from '../parts/filter-choice.tsx';
import { FilterText } from '../parts/filter-text.tsx';
import { ListFailed } from '../parts/list-failed.tsx';
import { LogPagination } from '../parts/log-pagination.tsx';
import { UserFilter } from '../parts/user-filter.tsx';
import { texts } from '../texts/index.ts';
import { Entries } from './entries.tsx';
import { NewEntries } from './new-entries.tsx';

const words = texts.console.audit;

/** The choices of the action filter, worded like the sentences. */
const ACTIONS = Object.entries(words.actions)
  .map(([id, sentence]) => ({ id, name: sentence.replaceAll(/%\{\w+\}|:/g, '').trim() }))
  .sort((one, other) => one.name.localeCompare(other.name));

export default function AuditLog() {
  return (
    <List
      sort={{ field: 'id', order: 'DESC' }}
      perPage={50}
      empty={false}
      error={<ListFailed />}
      actions={<Filters />}
      pagination={<LogPagination />}
      exporter={false}
      queryOptions={{ meta: LIST_META }}
    >
      <NewEntries />
      <Entries />
    </List>
  );
}

function Filters() {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, py: 1.5, width: '100%' }}>
      <FilterChoice source="action" label={words.filter_action} any={words.any_action} choices={ACTIONS} />
      <UserFilter name="actor" label={words.filter_actor} />
      <FilterText source="resource" label={words.filter_resource} />
    </Box>
  );
}
