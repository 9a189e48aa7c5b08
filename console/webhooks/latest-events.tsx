import { Box, Button, Typography } from '@mui/material';
import { useGetList } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { Moment } from '../parts/moment.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { texts } from '../texts/index.ts';
import type { EventRecord } from './event-record.ts';
import { EventOutcome, EventSummary } from './event-summary.tsx';

const words = texts.console.webhooks;

const SHOWN = 5;

/** The events received last, updated automatically. */
export function LatestEvents({ webhookId }: { webhookId: string }) {
  const { data, error, refetch } = useGetList<EventRecord>(
    'webhook-events',
    {
      filter: { webhook: webhookId },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'id', order: 'DESC' },
      meta: LIST_META,
    },
    { refetchInterval },
  );
  const all = `/webhook-events?filter=${encodeURIComponent(JSON.stringify({ webhook: webhookId }))}`;
  return (
    <Panel
      title={words.latest}
      actions={
        <Button component={Link} to={all}>
          {words.all_events}
        </Button>
      }
    >
      {data === undefined && error !== null && <LoadFailed error={error} retry={refetch} />}
      {data?.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{words.no_events}</Typography>}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {data?.map((event) => (
          <Box
            component="li"
            key={event.id}
            sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, py: 0.75 }}
          >
            <RecordLink resource="webhook-events" id={event.id}>
              <Moment exact at={event.received_at} />
            </RecordLink>
            <EventSummary event={event} />
            <EventOutcome event={event} />
            <Typography sx={{ color: 'text.secondary', overflowWrap: 'anywhere', minWidth: 0 }}>
              {event.state_reason}
            </Typography>
          </Box>
        ))}
      </Box>
    </Panel>
  );
}
