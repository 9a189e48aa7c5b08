import { useQuery } from '@tanstack/react-query';
import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { useCall } from '../api/use-call.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { LoadFailed } from '../parts/list-failed.tsx';
import { Moment } from '../parts/moment.tsx';
import { Panel } from '../parts/panel.tsx';
import { State } from '../parts/state.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { EventRecord } from '../webhooks/event-record.ts';

const words = texts.console.events;

interface Delivery {
  state: 'succeeded' | 'failed';
  attempt: number;
  status_code: number | null;
  error: string | null;
  answer: string | null;
  next_attempt_at: string | null;
  milliseconds: number;
  created_at: string;
}

/**
 * The delivery attempts, latest first. One page is enough: each replay makes at most eight. What to do about the last
 * failure is shown with the delivery status.
 */
export function Deliveries({ event }: { event: EventRecord }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const { data, error, refetch } = useQuery({
    queryKey: ['deliveries', event.id],
    refetchInterval,
    queryFn: async () => {
      const path = `/tenants/${tenant.id}/webhook-events/${event.id}/deliveries`;
      const { document } = await call(`${path}?page[size]=${MAX_PAGE_SIZE}`);
      return [document!.data].flat() as Resource[];
    },
  });
  return (
    <Panel title={words.deliveries}>
      {data === undefined && error !== null && <LoadFailed error={error} retry={refetch} />}
      {data?.length === 0 && words.no_deliveries}
      <Box component="ol" reversed sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {data?.toReversed().map(({ id, attributes }) => (
          <One key={id} delivery={attributes as unknown as Delivery} />
        ))}
      </Box>
    </Panel>
  );
}

function One({ delivery }: { delivery: Delivery }) {
  const { state, attempt, status_code, error, answer, next_attempt_at, milliseconds, created_at } = delivery;
  const translate = useTranslate();
  return (
    <Box component="li" sx={{ py: 1.5, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Typography component="h3" sx={{ fontWeight: 650 }}>
          {translate('console.events.attempt', { number: attempt })}
        </Typography>
        <State
          word={state === 'succeeded' ? words.succeeded : words.not_succeeded}
          tone={state === 'succeeded' ? 'good' : 'warning'}
        />
        <span>
          {status_code === null
            ? words.no_answer
            : translate('console.events.status', { status: status_code })}
        </span>
        <span>{translate('console.events.took', { milliseconds })}</span>
        <Typography component="span" sx={{ color: 'text.secondary' }}>
          <Moment exact at={created_at} />
        </Typography>
      </Box>
      {error !== null && <Typography sx={{ mt: 1, overflowWrap: 'anywhere' }}>{error}</Typography>}
      {answer !== null && answer !== '' && (
        <Box sx={{ mt: 1 }}>
          <Typography sx={{ color: 'text.secondary', mb: 0.5 }}>{words.answer}</Typography>
          <CodeBlock text={answer} name={words.answer} />
        </Box>
      )}
      {next_attempt_at !== null && (
        <Typography sx={{ mt: 1 }}>
          {words.next_attempt} <Moment exact at={next_attempt_at} />
        </Typography>
      )}
    </Box>
  );
}
