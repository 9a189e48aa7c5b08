import EditIcon from '@mui/icons-material/Edit';
import { Alert, Button, Typography } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { Copyable } from '../parts/copy.tsx';
import { DeleteButton } from '../parts/delete-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { JsonBlock } from '../parts/json-block.tsx';
import { Moment } from '../parts/moment.tsx';
import { Panel } from '../parts/panel.tsx';
import { ShowPage } from '../parts/show-page.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { Activity } from './activity.tsx';
import type { FlowRecord } from './flow-record.ts';
import { FlowState, lacksTarget, meaningOf } from './flow-state.tsx';
import { GraphPicture } from './graph-picture.tsx';
import { Steps } from './steps.tsx';
import { useComponents } from './use-components.ts';
import { UsedClients, UsedCredentials } from './uses.tsx';
import { WebhooksOf } from './webhooks-of.tsx';

const words = texts.console.flows;
const { fields } = texts.resources.flows;

export default function FlowShow() {
  return (
    <ShowPage actions={<Actions />}>
      <Known />
      <Graph />
      <Uses />
    </ShowPage>
  );
}

function Actions() {
  const flow = useRecordContext<FlowRecord>();
  const mayEdit = useMay()('flows', 'edit');
  if (flow === undefined) return null;
  return (
    <>
      {mayEdit && (
        <>
          <Button startIcon={<EditIcon />} variant="outlined" component={Link} to={`/flows/${flow.id}`}>
            {texts.console.edit}
          </Button>
          <Activity flow={flow} />
        </>
      )}
      <DeleteButton
        name={flow.name}
        text={words.deleting_text}
        usedBy={<WebhooksOf flowId={flow.id} title={words.started_by} />}
      />
    </>
  );
}

function Known() {
  const flow = useRecordContext<FlowRecord>();
  const mayStart = useMay()('webhooks', 'create');
  if (flow === undefined) return null;
  return (
    <Panel title={words.overview}>
      {lacksTarget(flow) && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {words.no_target_help}
        </Alert>
      )}
      <Facts>
        <Fact name={fields.name}>{flow.name}</Fact>
        {flow.description !== null && <Fact name={fields.description}>{flow.description}</Fact>}
        <Fact name={fields.status}>
          <FlowState flow={flow} />{' '}
          <Typography component="span" sx={{ color: 'text.secondary' }}>
            {meaningOf(flow)}
          </Typography>
        </Fact>
        <Fact name={fields.target_url}>
          {flow.target_url === null ? (
            words.no_target
          ) : (
            <Copyable value={flow.target_url} name={fields.target_url} />
          )}
        </Fact>
        {flow.has_target_authorization && (
          <Fact name={fields.target_authorization}>{words.authorization_set}</Fact>
        )}
        {flow.target_client_certificate_expires_at !== null && (
          <Fact name={fields.target_client_certificate}>
            {words.certificate_expires} <Moment at={flow.target_client_certificate_expires_at} />
          </Fact>
        )}
        {flow.target_ca_certificates !== null && (
          <Fact name={fields.target_ca_certificates}>{words.authorities_set}</Fact>
        )}
        {Object.keys(flow.delivery ?? {}).length > 0 && (
          <Fact name={fields.delivery}>
            <JsonBlock value={flow.delivery} name={fields.delivery} />
          </Fact>
        )}
        <Fact name={words.webhooks}>
          <WebhooksOf flowId={flow.id} />
          {mayStart && <Link to={`/webhooks/create?flow=${flow.id}`}>{words.new_webhook}</Link>}
        </Fact>
        <Fact name={fields.updated_at}>
          <Moment at={flow.updated_at} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function Graph() {
  const flow = useRecordContext<FlowRecord>();
  const components = useComponents(flow?.graph.nodes ?? []);
  if (flow === undefined) return null;
  if (flow.graph.nodes.length === 0) return <Panel title={words.steps}>{words.no_steps}</Panel>;
  return (
    <Panel title={words.steps}>
      <GraphPicture graph={flow.graph} nameOf={({ component_id }) => components.get(component_id)?.name} />
      <Steps graph={flow.graph} components={components} />
    </Panel>
  );
}

function Uses() {
  const flow = useRecordContext<FlowRecord>();
  const may = useMay();
  const nodes = flow?.graph.nodes ?? [];
  const components = useComponents(nodes);
  if (nodes.length === 0 || !(may('oauth-clients', 'get') || may('credentials', 'get'))) return null;
  return (
    <Panel title={words.uses}>
      <Facts>
        {may('oauth-clients', 'get') && (
          <Fact name={words.clients}>
            <UsedClients components={components} />
          </Fact>
        )}
        {may('credentials', 'get') && (
          <Fact name={words.credentials}>
            <UsedCredentials nodes={nodes} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
