import { useQuery } from '@tanstack/react-query';
import { Box, Button, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import type { WebhookStatistics as WebhookStatisticsResource } from '../../src/schema/types.ts';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { listUrl } from '../parts/list-url.ts';
import { Moment } from '../parts/moment.tsx';
import { Panel } from '../parts/panel.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.webhooks.statistics;

type Statistics = Required<NonNullable<WebhookStatisticsResource['attributes']>>;
type Period = Statistics['last_day'];

const NUMBER = new Intl.NumberFormat();
const PERCENT = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

const ROWS: [label: string, value: (period: Period) => string][] = [
  [words.events, ({ events }) => NUMBER.format(events)],
  [words.duplicates, ({ duplicates }) => NUMBER.format(duplicates)],
  [words.succeeded, ({ deliveries_succeeded }) => NUMBER.format(deliveries_succeeded)],
  [words.failed, ({ deliveries_failed }) => NUMBER.format(deliveries_failed)],
  [
    words.success_rate,
    ({ success_rate }) => (success_rate === null ? words.none : PERCENT.format(success_rate)),
  ],
  [words.duration, ({ duration }) => percentiles(duration)],
  [words.delay, ({ first_attempt_delay }) => percentiles(first_attempt_delay)],
];

/** How the webhook has worked in the last hour and the last day, updated automatically. */
export function WebhookStatistics({ webhookId }: { webhookId: string }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const { data, error, refetch } = useQuery({
    queryKey: ['webhook-statistics', webhookId],
    refetchInterval,
    queryFn: async () => {
      const { document } = await call(`/tenants/${tenant.id}/webhooks/${webhookId}/statistics`);
      return (document!.data as Resource).attributes as unknown as Statistics;
    },
  });
  const duplicates = listUrl('webhook-events', { webhook: webhookId, state: 'duplicate' });
  return (
    <Panel
      title={words.title}
      actions={
        <Button component={Link} to={duplicates}>
          {words.view_duplicates}
        </Button>
      }
    >
      {data === undefined && error !== null && <LoadFailed error={error} retry={refetch} />}
      {data !== undefined && <Figures statistics={data} />}
    </Panel>
  );
}

function Figures({ statistics: { last_hour, last_day, rejected, since } }: { statistics: Statistics }) {
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell />
            <TableCell align="right">{words.last_hour}</TableCell>
            <TableCell align="right">{words.last_day}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {ROWS.map(([label, value]) => (
            <TableRow key={label}>
              <TableCell component="th" scope="row">
                {label}
              </TableCell>
              <TableCell align="right">{value(last_hour)}</TableCell>
              <TableCell align="right">{value(last_day)}</TableCell>
            </TableRow>
          ))}
          <TableRow>
            <TableCell component="th" scope="row">
              {words.rejected}
            </TableCell>
            <TableCell />
            <TableCell align="right">{NUMBER.format(rejected)}</TableCell>
          </TableRow>
        </TableBody>
      </Table>
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1 }}>
        {words.since} <Moment at={since} />
      </Typography>
    </Box>
  );
}

function percentiles(values: Period['duration']): string {
  if (values === null) return words.none;
  const { p50, p95, p99 } = values;
  return `${[p50, p95, p99].map((value) => NUMBER.format(value)).join(' / ')} ms`;
}
