import { useQuery } from '@tanstack/react-query';
import { Box, Typography } from '@mui/material';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { fill } from '../parts/fill.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { Moment } from '../parts/moment.tsx';
import { Panel } from '../parts/panel.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.webhooks.rejections;

const SHOWN = 10;

interface Rejected {
  reason: string;
  method: string;
  ip_address: string | null;
  headers: Record<string, string>;
  body_bytes: number | null;
  received_at: string;
}

/** The latest requests that the webhook rejected, updated automatically. */
export function RejectedRequests({ webhookId }: { webhookId: string }) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const { data, error, refetch } = useQuery({
    queryKey: ['rejected-requests', webhookId],
    refetchInterval,
    queryFn: async () => {
      const path = `/tenants/${tenant.id}/webhooks/${webhookId}/rejected-requests`;
      const { document } = await call(`${path}?page[size]=${SHOWN}`);
      return { rows: [document!.data].flat() as Resource[], total: document!.meta?.total ?? 0 };
    },
  });
  return (
    <Panel title={words.title}>
      {data === undefined && error !== null && <LoadFailed error={error} retry={refetch} />}
      {data?.rows.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{words.none}</Typography>}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {data?.rows.map(({ id, attributes }) => (
          <One key={id} rejected={attributes as unknown as Rejected} />
        ))}
      </Box>
      {data !== undefined && data.total > data.rows.length && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1 }}>
          {fill(words.more, { shown: data.rows.length, total: data.total })}
        </Typography>
      )}
    </Panel>
  );
}

function One({ rejected }: { rejected: Rejected }) {
  const { reason, method, ip_address, headers, body_bytes, received_at } = rejected;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Box component="li" sx={{ py: 1, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
      <Typography sx={{ overflowWrap: 'anywhere' }}>{reason}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
        <Moment exact at={received_at} /> · {method}
        {ip_address !== null && ` · ${ip_address}`}
        {body_bytes !== null && ` · ${fill(words.bytes, { bytes: body_bytes })}`}
      </Typography>
      <details>
        <summary>{words.headers}</summary>
        <CodeBlock text={lines.join('\n')} name={words.headers} />
      </details>
    </Box>
  );
}
