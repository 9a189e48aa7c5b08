import { Box, Typography } from '@mui/material';
import { DataTable, useListContext } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterText } from '../parts/filter-text.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNames } from '../parts/use-names.ts';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { texts } from '../texts/index.ts';
import { EVENT_STATES, type EventRecord } from '../webhooks/event-record.ts';
import { EventFlow, EventOutcome, EventSummary } from '../webhooks/event-summary.tsx';
import { FlowFilter, WebhookFilter } from './record-filters.tsx';

const words = texts.console.events;

const BREAKS = { overflowWrap: 'anywhere' } as const;
const NAME = { ...BREAKS, ...ON_WIDE_SCREENS, minWidth: '8rem' };

const FILTERS = EVENT_STATES.map((state) => ({ label: words.states[state], filter: { state } }));

export default function EventList() {
  return (
    <ListPage
      sort={{ field: 'id', order: 'DESC' }}
      opens="show"
      refetchInterval={refetchInterval}
      searched
      filters={<Filters />}
      empty={<Empty title={words.empty} text={words.empty_text} />}
    >
      <DataTable.Col
        source="received_at"
        disableSort
        render={({ received_at }: EventRecord) => <Moment exact at={received_at} />}
      />
      <DataTable.Col
        source="event_type"
        disableSort
        render={(event: EventRecord) => <EventSummary event={event} />}
      />
      <DataTable.Col
        source="state"
        disableSort
        render={(event: EventRecord) => <EventOutcome event={event} />}
      />
      <DataTable.Col
        source="webhook_id"
        disableSort
        sx={NAME}
        render={({ webhook_id }: EventRecord) => <WebhookName id={webhook_id} />}
      />
      <DataTable.Col
        source="flow_id"
        disableSort
        sx={NAME}
        render={(event: EventRecord) => <EventFlow event={event} />}
      />
      <DataTable.Col source="state_reason" disableSort sx={{ ...BREAKS, ...ON_WIDE_SCREENS }} />
    </ListPage>
  );
}

function Filters() {
  return (
    <Box>
      <Box
        sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 1, pt: 0.5 }}
      >
        <WebhookFilter />
        <FlowFilter />
        <FilterToggles choices={FILTERS} />
        <FilterText source="type" label={words.type} />
        <FilterText source="sender_id" label={words.sender_id} />
      </Box>
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.5 }}>
        {texts.console.updates_automatically}
      </Typography>
    </Box>
  );
}

function WebhookName({ id }: { id: string }) {
  const { data = [] } = useListContext<EventRecord>();
  const { nameOf } = useNames(
    'webhooks',
    data.map(({ webhook_id }) => webhook_id),
  );
  return nameOf(id) ?? words.webhook_gone;
}
