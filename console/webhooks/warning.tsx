import { Alert, Box, Button } from '@mui/material';
import { useGetOne } from 'react-admin';
import { Link } from 'react-router-dom';
import type { FlowRecord } from '../flows/flow-record.ts';
import { Copyable } from '../parts/copy.tsx';
import { Moment } from '../parts/moment.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { useFlow } from './use-flow.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks.trouble;

/** Why the webhook does not accept or deliver events, with what to do. */
export function Warning({ webhook }: { webhook: WebhookRecord }) {
  const maySee = useMay()('flows', 'get');
  const { data: flow } = useGetOne<FlowRecord>('flows', { id: webhook.flow_id }, { enabled: maySee });
  return (
    <>
      {!webhook.enabled && <Alert severity="warning">{words.off}</Alert>}
      {flow !== undefined && flow.status !== 'active' && (
        <Alert severity="warning">
          {flow.status === 'paused' ? words.flow_paused : words.flow_not_active} <ToFlow flow={flow} />
        </Alert>
      )}
      {flow?.target_url === null && (
        <Alert severity="warning">
          {words.flow_without_target} <ToFlow flow={flow} />
        </Alert>
      )}
      {webhook.waiting_for_secret && <NoSecret webhook={webhook} />}
      {webhook.rejecting_since !== null && (
        <Alert severity="warning">
          {words.rejecting_since} <Moment at={webhook.rejecting_since} />. {words.rejecting_help}
        </Alert>
      )}
      {webhook.failing_flows.map(({ flow_id, failing_since }) => (
        <Alert severity="warning" key={flow_id}>
          {webhook.additional_flows.length === 0 ? (
            words.failing_since
          ) : (
            <>
              {words.failing_flow} <FlowName id={flow_id} /> {words.since}
            </>
          )}{' '}
          <Moment at={failing_since} />. {words.failing_help}{' '}
          {webhook.additional_flows.length === 0 && words.failing_end}
        </Alert>
      ))}
    </>
  );
}

/** What to do until the secret of the sender is set. */
function NoSecret({ webhook: { id, endpoint } }: { webhook: WebhookRecord }) {
  const mayEdit = useMay()('webhooks', 'edit');
  const steps = words.no_secret_steps;
  return (
    <Alert
      severity="warning"
      action={
        mayEdit && (
          <Button color="inherit" component={Link} to={`/webhooks/${id}`}>
            {words.enter_secret}
          </Button>
        )
      }
    >
      {words.no_secret}
      <Box component="ol" sx={{ m: 0, pl: 3, overflowWrap: 'anywhere' }}>
        <li>
          {steps.copy} <Copyable value={endpoint} name={texts.resources.webhooks.fields.endpoint} />
        </li>
        <li>{steps.enter}</li>
        <li>{steps.paste}</li>
      </Box>
    </Alert>
  );
}

function FlowName({ id }: { id: string }) {
  const flow = useFlow(id);
  return (
    <RecordLink resource="flows" id={id}>
      {flow?.name ?? id}
    </RecordLink>
  );
}

function ToFlow({ flow }: { flow: FlowRecord }) {
  return (
    <RecordLink resource="flows" id={flow.id}>
      {words.to_flow}
    </RecordLink>
  );
}
