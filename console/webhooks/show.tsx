import { List, ListItem, Typography } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { ShowPage } from '../parts/show-page.tsx';
import { refetchInterval } from '../parts/refetch-interval.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { WebhookActions } from './actions.tsx';
import { FilterText, FlowList } from './flow-list.tsx';
import { LatestEvents } from './latest-events.tsx';
import { RejectedRequests } from './rejected-requests.tsx';
import { RunningReplay } from './running-replay.tsx';
import { SendEvents } from './send-events.tsx';
import { authenticationLabel, WebhookState } from './state.tsx';
import { Warning } from './warning.tsx';
import { useFlow } from './use-flow.ts';
import { VerificationToken } from './verification-token.tsx';
import { WebhookStatistics } from './webhook-statistics.tsx';
import { needsSecret, setsSecret, type WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;
const { fields } = texts.resources.webhooks;

export default function WebhookShow() {
  return (
    <ShowPage actions={<WebhookActions />} refetchInterval={refetchInterval}>
      <Sections />
    </ShowPage>
  );
}

function Sections() {
  const webhook = useRecordContext<WebhookRecord>();
  const may = useMay();
  if (webhook === undefined) return null;
  return (
    <>
      <Warning webhook={webhook} />
      <Known webhook={webhook} />
      <SendEvents webhook={webhook} />
      {may('webhook-events', 'get') && (
        <>
          <RunningReplay webhookId={webhook.id} />
          <LatestEvents webhookId={webhook.id} />
          <RejectedRequests webhookId={webhook.id} />
          <WebhookStatistics webhookId={webhook.id} />
        </>
      )}
      <NothingArrives webhook={webhook} />
    </>
  );
}

function Known({ webhook }: { webhook: WebhookRecord }) {
  const flow = useFlow(webhook.flow_id);
  const parser = webhook.config_services.webhook_parser;
  return (
    <Panel title={words.overview}>
      <Facts>
        <Fact name={fields.name}>{webhook.name}</Fact>
        <Fact name={fields.state}>
          <WebhookState webhook={webhook} flow={flow} />
        </Fact>
        <Fact name={fields.flow_id}>
          <RecordLink resource="flows" id={webhook.flow_id}>
            {flow?.name ?? webhook.flow_id}
          </RecordLink>
        </Fact>
        {webhook.filter && (
          <Fact name={words.flows.filter}>
            <FilterText filter={webhook.filter} />
          </Fact>
        )}
        {webhook.additional_flows.length > 0 && (
          <Fact name={words.flows.additional}>
            <FlowList flows={webhook.additional_flows} />
          </Fact>
        )}
        <Fact name={fields.authentication}>{authenticationLabel(webhook)}</Fact>
        {webhook.authentication === 'signature' && (
          <Fact name={words.secret}>{webhook.has_secret ? words.secret_own : missingSecret(webhook)}</Fact>
        )}
        <VerificationToken webhook={webhook} />
        {webhook.previous_secret_until !== null && (
          <Fact name={words.previous_secret}>
            <Moment at={webhook.previous_secret_until} />
          </Fact>
        )}
        <Fact name={words.parser}>{parser?.type === 'jsonata' ? words.parser_own : words.parser_none}</Fact>
        <Fact name={fields.updated_at}>
          <Moment at={webhook.updated_at} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function missingSecret({ config_services, credential_id, waiting_for_secret }: WebhookRecord): string {
  if (!needsSecret(config_services.webhook_event_verification)) return words.secret_unused;
  const isAwaited = setsSecret(config_services.webhook_handshake) && !credential_id;
  if (isAwaited) return words.secret_awaited;
  return waiting_for_secret ? words.secret_missing : words.secret_of_credential;
}

/** What rejected requests mean, and what to do about them. */
function NothingArrives({ webhook }: { webhook: WebhookRecord }) {
  const help = words.nothing_arrives;
  const steps = webhook.authentication === 'oauth2' ? help.oauth2 : help.signature;
  return (
    <Panel title={help.title}>
      <Typography>{help.text}</Typography>
      <List dense sx={{ listStyle: 'disc', pl: 3 }}>
        {[...steps, ...help.both].map((step) => (
          <ListItem key={step} disablePadding sx={{ display: 'list-item', mb: 0.5 }}>
            {step}
          </ListItem>
        ))}
      </List>
    </Panel>
  );
}
