import EditIcon from '@mui/icons-material/Edit';
import { Button } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { useMay } from '../current-user.ts';
import { DeleteButton } from '../parts/delete-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { JsonBlock } from '../parts/json-block.tsx';
import { keyed } from '../parts/keyed.ts';
import { Moment } from '../parts/moment.tsx';
import { Panel } from '../parts/panel.tsx';
import { ParameterFacts } from '../parts/parameter-facts.tsx';
import { ShowPage } from '../parts/show-page.tsx';
import { WebLink } from '../parts/web-link.tsx';
import { texts } from '../texts/index.ts';
import { SenderOrigin } from './sender-origin.tsx';
import type { SenderRecord } from './sender-record.ts';

const words = texts.console.senders;
const { fields } = texts.resources.senders;

export default function SenderShow() {
  return (
    <ShowPage actions={<Actions />}>
      <Sections />
    </ShowPage>
  );
}

function Actions() {
  const sender = useRecordContext<SenderRecord>();
  const may = useMay();
  if (sender === undefined) return null;
  if (sender.built_in)
    return (
      may('senders', 'create') && (
        <Button
          startIcon={<EditIcon />}
          variant="outlined"
          component={Link}
          to={`/senders/create?customize=${sender.id}`}
        >
          {words.customize}
        </Button>
      )
    );
  return (
    <>
      {may('senders', 'edit') && (
        <Button startIcon={<EditIcon />} variant="outlined" component={Link} to={`/senders/${sender.id}`}>
          {texts.console.edit}
        </Button>
      )}
      <DeleteButton name={sender.name} text={words.deleting_text} />
    </>
  );
}

function Sections() {
  const sender = useRecordContext<SenderRecord>();
  if (sender === undefined) return null;
  const { registration, parameters = {}, samples = [], checked_on: _, ...others } = sender.settings;
  return (
    <>
      <Overview sender={sender} />
      {registration !== undefined && (
        <Panel title={words.registration}>
          <ol style={{ margin: 0, paddingLeft: '1.25rem', overflowWrap: 'anywhere' }}>
            {keyed(registration.steps, (step) => step).map(({ key, item }) => (
              <li key={key}>{item}</li>
            ))}
          </ol>
          {registration.url !== undefined && <WebLink to={registration.url} />}
        </Panel>
      )}
      {Object.keys(parameters).length > 0 && (
        <Panel title={words.parameters}>
          <ParameterFacts parameters={parameters} />
        </Panel>
      )}
      <Panel title={fields.settings}>
        <JsonBlock value={others} name={fields.settings} />
      </Panel>
      {samples.length > 0 && (
        <Panel title={words.samples}>
          <Facts>
            {samples.map(({ type, ...sample }) => (
              <Fact key={type} name={type}>
                <JsonBlock value={sample} name={type} />
              </Fact>
            ))}
          </Facts>
        </Panel>
      )}
    </>
  );
}

function Overview({ sender }: { sender: SenderRecord }) {
  const { documentation_url, secret_description, notes, updated_at, settings } = sender;
  return (
    <Panel title={words.overview}>
      <Facts>
        <Fact name={fields.name}>{sender.name}</Fact>
        <Fact name={fields.id}>
          <code>{sender.id}</code>
        </Fact>
        <Fact name={fields.built_in}>
          <SenderOrigin built_in={sender.built_in} />
        </Fact>
        {typeof documentation_url === 'string' && (
          <Fact name={fields.documentation_url}>
            <WebLink to={documentation_url} />
          </Fact>
        )}
        {typeof secret_description === 'string' && (
          <Fact name={fields.secret_description}>{secret_description}</Fact>
        )}
        {typeof notes === 'string' && <Fact name={fields.notes}>{notes}</Fact>}
        {settings.checked_on !== undefined && <Fact name={fields.checked_on}>{settings.checked_on}</Fact>}
        {updated_at !== null && (
          <Fact name={fields.updated_at}>
            <Moment at={updated_at} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
