import { useRecordContext } from 'react-admin';
import { DeleteButton } from '../parts/delete-button.tsx';
import { EditPage } from '../parts/edit-page.tsx';
import { Section } from '../parts/section.tsx';
import { texts } from '../texts/index.ts';
import { AppFields } from './app-fields.tsx';
import { asDocument, type AppRecord } from './app-record.ts';
import { KeysSection } from './keys-section.tsx';
import { AuthorizedBy } from './authorized-by.tsx';
import { LifetimeInput } from './lifetime-input.tsx';

const words = texts.console.apps;

export default function AppEdit() {
  return (
    <EditPage transform={asDocument} actions={<Delete />}>
      <KeysSection />
      <AppFields nameHelp={words.name_changed_help} />
      <Lifetimes />
      <Authorizations />
    </EditPage>
  );
}

function Lifetimes() {
  const app = useRecordContext<AppRecord>();
  if (app === undefined) return null;
  const givesTokens = app.kind === 'oauth2';
  return (
    <Section title={words.sections.lifetimes}>
      <LifetimeInput source="code_lifetime" helperText={words.lifetimes.code_help} />
      <LifetimeInput
        source="access_token_lifetime"
        helperText={givesTokens ? words.lifetimes.token_help : words.lifetimes.key_help}
      />
      {givesTokens && (
        <LifetimeInput source="refresh_token_lifetime" helperText={words.lifetimes.refresh_help} />
      )}
    </Section>
  );
}

function Authorizations() {
  const app = useRecordContext<AppRecord>();
  return app === undefined ? null : <AuthorizedBy app={app} />;
}

function Delete() {
  const app = useRecordContext<AppRecord>();
  return <DeleteButton name={app?.name ?? ''} text={words.deleting_text} />;
}
