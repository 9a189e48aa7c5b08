import EditIcon from '@mui/icons-material/Edit';
import { Button } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { DeleteButton } from '../parts/delete-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { FilteredLinks } from '../parts/filtered-links.tsx';
import { Named } from '../parts/initials.tsx';
import { JsonBlock } from '../parts/json-block.tsx';
import { Moment } from '../parts/moment.tsx';
import { Panel } from '../parts/panel.tsx';
import { ParameterFacts } from '../parts/parameter-facts.tsx';
import { ScopeList } from '../parts/scope-list.tsx';
import { ShowPage } from '../parts/show-page.tsx';
import { WebLink } from '../parts/web-link.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { Authentication, AUTHENTICATION_ATTRIBUTES } from './authentication.tsx';
import { ProviderOrigin } from './provider-origin.tsx';
import { badgeOf, entryOf, type ProviderEntry, type ProviderRecord } from './provider-record.ts';
import { RegistrationHelp } from './registration.tsx';

const words = texts.console.providers;
const { fields } = texts.resources.providers;

export default function ProviderShow() {
  return (
    <ShowPage actions={<Actions />}>
      <Sections />
    </ShowPage>
  );
}

function Actions() {
  const provider = useRecordContext<ProviderRecord>();
  const may = useMay();
  if (provider === undefined) return null;
  if (provider.built_in)
    return (
      may('providers', 'create') && (
        <Button
          startIcon={<EditIcon />}
          variant="outlined"
          component={Link}
          to={`/providers/create?customize=${provider.id}`}
        >
          {words.customize}
        </Button>
      )
    );
  return (
    <>
      {may('providers', 'edit') && (
        <Button startIcon={<EditIcon />} variant="outlined" component={Link} to={`/providers/${provider.id}`}>
          {texts.console.edit}
        </Button>
      )}
      <DeleteButton name={provider.name} text={words.deleting_text} />
    </>
  );
}

function Sections() {
  const provider = useRecordContext<ProviderRecord>();
  const maySeeCredentials = useMay()('credentials', 'get');
  if (provider === undefined) return null;
  const entry = entryOf(provider);
  return (
    <>
      <Overview provider={provider} />
      <Authentication entry={entry} />
      {entry.registration !== undefined && (
        <Panel title={words.registration[entry.authentication_type ?? 'oauth2']}>
          <RegistrationHelp provider={entry} />
        </Panel>
      )}
      <Scopes entry={entry} />
      <Parameters entry={entry} />
      <OtherSettings entry={entry} />
      {maySeeCredentials && (
        <Panel title={words.used_by}>
          <FilteredLinks
            resource="credentials"
            filter={{ provider: provider.id }}
            none={words.used_by_none}
            all={words.all_credentials}
          />
        </Panel>
      )}
    </>
  );
}

function Overview({ provider }: { provider: ProviderRecord }) {
  const { documentation_url, notes, checked_on } = provider.settings;
  return (
    <Panel title={words.overview}>
      <Facts>
        <Fact name={fields.name}>
          <Named {...badgeOf(provider)} />
        </Fact>
        <Fact name={fields.id}>
          <code>{provider.id}</code>
        </Fact>
        <Fact name={fields.built_in}>
          <ProviderOrigin built_in={provider.built_in} />
        </Fact>
        {documentation_url !== undefined && (
          <Fact name={fields.documentation_url}>
            <WebLink to={documentation_url} />
          </Fact>
        )}
        {notes !== undefined && <Fact name={fields.notes}>{notes}</Fact>}
        {checked_on !== undefined && <Fact name={fields.checked_on}>{checked_on}</Fact>}
        {provider.updated_at !== null && (
          <Fact name={fields.updated_at}>
            <Moment at={provider.updated_at} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

function Scopes({ entry: { scopes = [], default_scopes = [] } }: { entry: ProviderEntry }) {
  if (scopes.length + default_scopes.length === 0) return null;
  const known = scopes.map(({ name, description }) => ({ id: name, description, built_in: true }));
  return (
    <Panel title={fields.scopes}>
      {scopes.length > 0 && (
        <ScopeList names={[...new Set(scopes.map(({ name }) => name))]} known={known} none="" />
      )}
      {default_scopes.length > 0 && (
        <Facts>
          <Fact name={fields.default_scopes}>
            {default_scopes.map((scope) => (
              <div key={scope}>
                <code>{scope}</code>
              </div>
            ))}
          </Fact>
        </Facts>
      )}
    </Panel>
  );
}

function Parameters({ entry: { parameters = {} } }: { entry: ProviderEntry }) {
  if (Object.keys(parameters).length === 0) return null;
  return (
    <Panel title={fields.parameters}>
      <ParameterFacts parameters={parameters} />
    </Panel>
  );
}

const SHOWN_ABOVE: readonly string[] = [
  ...AUTHENTICATION_ATTRIBUTES,
  'name',
  'color',
  'initials',
  'documentation_url',
  'notes',
  'checked_on',
  'registration',
  'scopes',
  'default_scopes',
  'parameters',
];

/** The attributes that no other section shows. */
function OtherSettings({ entry }: { entry: ProviderEntry }) {
  const others = Object.entries(entry).filter(
    ([name, value]) => !SHOWN_ABOVE.includes(name) && value !== null && value !== undefined,
  );
  if (others.length === 0) return null;
  return (
    <Panel title={fields.settings}>
      <JsonBlock value={Object.fromEntries(others)} name={fields.settings} />
    </Panel>
  );
}
