import { Box, Typography } from '@mui/material';
import type { WebhookFilter } from '../../src/schema/types.ts';
import { RecordLink } from '../parts/record-link.tsx';
import { useNames } from '../parts/use-names.ts';
import { texts } from '../texts/index.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks.flows;

/** The additional flows of a webhook, each with its filter. */
export function FlowList({ flows }: { flows: NonNullable<WebhookRecord['additional_flows']> }) {
  const { nameOf } = useNames(
    'flows',
    flows.map(({ flow_id }) => flow_id),
  );
  return flows.map(({ flow_id, filter = null }) => (
    <Box key={flow_id} sx={{ mb: 0.5 }}>
      <RecordLink resource="flows" id={flow_id}>
        {nameOf(flow_id) ?? flow_id}
      </RecordLink>
      <Typography variant="body2" component="div">
        <FilterText filter={filter} />
      </Typography>
    </Box>
  ));
}

/** A filter in words. */
export function FilterText({ filter }: { filter: WebhookFilter | null }) {
  if (filter === null) return words.all_events;
  const { types, expression } = filter;
  return (
    <>
      {types !== undefined && (
        <div>
          {words.types}: {types.join(', ')}
        </div>
      )}
      {expression !== undefined && (
        <div>
          {words.expression}: <code>{expression}</code>
        </div>
      )}
    </>
  );
}
