import { Box, Typography } from '@mui/material';
import { useGetManyAggregate } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { Moment } from '../parts/moment.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { texts } from '../texts/index.ts';
import type { EventRecord } from './event-record.ts';
import { EventState } from './event-state.tsx';
import { useFlow } from './use-flow.ts';
import type { WebhookRecord } from './webhook-record.ts';
import { MONOSPACE } from '../monospace.ts';

const words = texts.console.events;

const BREAKS = { overflowWrap: 'anywhere' } as const;

/** The type of an event and the beginning of its body. */
export function EventSummary({ event: { event_type, body_preview } }: { event: EventRecord }) {
  return (
    <Box sx={{ minWidth: 0, maxWidth: { xs: '5.5rem', sm: '14rem' } }}>
      <Box sx={{ ...BREAKS, fontWeight: 600 }}>{event_type}</Box>
      <Typography
        component="code"
        variant="body2"
        noWrap
        title={body_preview ?? undefined}
        sx={{ display: 'block', color: 'text.secondary', fontFamily: MONOSPACE }}
      >
        {body_preview ?? words.binary}
      </Typography>
    </Box>
  );
}

/** The state of an event, with the status of the last response. */
export function EventOutcome({ event }: { event: EventRecord }) {
  const { state, last_status_code: status, next_attempt_at } = event;
  return (
    <>
      <EventState state={state} />
      {status !== null && (
        <Typography component="div" variant="body2" sx={{ color: 'text.secondary' }}>
          {fill(words.status, { status: String(status) })}
        </Typography>
      )}
      {next_attempt_at !== null && (
        <Typography component="div" variant="body2" sx={{ color: 'text.secondary' }}>
          {words.next_attempt} <Moment exact at={next_attempt_at} />
        </Typography>
      )}
    </>
  );
}

/** The flow that receives an event: an additional one, or the webhook's own. */
export function EventFlow({ event: { flow_id, webhook_id } }: { event: EventRecord }) {
  const enabled = useMay()('webhooks', 'get') && flow_id === null;
  const { data } = useGetManyAggregate<WebhookRecord>(
    'webhooks',
    { ids: [webhook_id], meta: LIST_META },
    { enabled },
  );
  // A deleted webhook is not in the response.
  const id = flow_id ?? (data?.[0] as WebhookRecord | undefined)?.flow_id;
  return id === undefined ? null : <FlowLink id={id} />;
}

function FlowLink({ id }: { id: string }) {
  return (
    <RecordLink resource="flows" id={id}>
      {(useFlow(id) as { name: string } | undefined)?.name ?? id}
    </RecordLink>
  );
}
