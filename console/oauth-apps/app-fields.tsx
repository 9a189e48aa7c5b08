import type { ReactNode } from 'react';
import { BooleanInput, required, RadioButtonGroupInput, TextInput, useRecordContext } from 'react-admin';
import { useMay } from '../current-user.ts';
import { Section } from '../parts/section.tsx';
import { texts } from '../texts/index.ts';
import { AUDIENCES, type AppRecord } from './app-record.ts';
import { GrantInputs } from './grant-inputs.tsx';
import { RedirectUrisInput } from './redirect-uris-input.tsx';
import { ScopesInput } from './scopes-input.tsx';

const words = texts.console.apps;
const AUDIENCE_CHOICES = AUDIENCES.map((id) => ({ id, name: words.audiences[id] }));

interface Props {
  nameHelp: string;
  /** Fields that can only be set when the app is registered. */
  children?: ReactNode;
}

/** The fields of an app except token lifetimes. */
export function AppFields({ nameHelp, children }: Props) {
  const mayPublish = useMay()('oauth-apps', 'publish');
  const saved = useRecordContext<AppRecord>();
  const choices = AUDIENCE_CHOICES.filter(
    ({ id }) => id !== 'any' || mayPublish || saved?.audience === 'any',
  );
  return (
    <>
      <Section title={words.sections.app}>
        <TextInput source="name" validate={required()} helperText={nameHelp} autoComplete="off" fullWidth />
        <TextInput source="description" multiline helperText={false} fullWidth />
        <TextInput source="website_url" type="url" helperText={words.website_help} fullWidth />
        <TextInput source="logo_url" type="url" helperText={words.logo_help} fullWidth />
      </Section>
      <Section title={words.sections.settings}>
        {children}
        <RedirectUrisInput />
        <GrantInputs />
        <BooleanInput source="automatic_consent" helperText={words.automatic_consent_help} />
        <RadioButtonGroupInput source="audience" row={false} choices={choices} helperText={false} />
      </Section>
      <Section title={words.sections.scopes}>
        <ScopesInput />
      </Section>
    </>
  );
}
