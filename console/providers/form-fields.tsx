import { CheckboxGroupInput, required, SelectInput, TextInput, useInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { ChoiceInput } from '../parts/choice-input.tsx';
import { fill } from '../parts/fill.ts';
import { ScopeChips } from '../parts/scope-chips.tsx';
import { withJson } from '../parts/with-json.ts';
import { texts } from '../texts/index.ts';
import { isOauth, type AuthenticationType } from './provider-record.ts';
import { SettingsInput, useExample } from './settings-input.tsx';

const words = texts.console.providers;
const form = texts.console.credential_form;
const { fields } = texts.resources.providers;

/** The attributes a form sends. */
export const withSettings = withJson('settings');

export function NameInput({ onText }: { onText?(name: string): void }) {
  return (
    <TextInput
      source="name"
      validate={required()}
      helperText={words.name_help}
      autoComplete="off"
      fullWidth
      {...(onText !== undefined && {
        onChange: (event: { target: { value: string } }) => onText(event.target.value),
      })}
    />
  );
}

/** The settings that most providers need, and all others as JSON. */
export function ProviderFields({ isNew }: { isNew: boolean }) {
  const type = (useWatch({ name: 'authentication_type' }) ?? 'oauth2') as AuthenticationType;
  return (
    <>
      <AuthenticationTypeInput />
      {isOauth(type) && <OauthFields isNew={isNew} isOauth1={type === 'oauth1'} />}
      <SettingsInput />
    </>
  );
}

function AuthenticationTypeInput() {
  const insertExample = useExample();
  return (
    <SelectInput
      source="authentication_type"
      choices={choicesOf(form.authentication_types)}
      format={(value: unknown) => value ?? 'oauth2'}
      // It is the default of the API.
      parse={(value: unknown) => (value === 'oauth2' ? null : value)}
      onChange={({ target }) => {
        if (target.value !== 'oauth2') insertExample();
      }}
      isRequired
      helperText={false}
      fullWidth
    />
  );
}

function OauthFields({ isNew, isOauth1 }: { isNew: boolean; isOauth1: boolean }) {
  const { control } = useFormContext();
  const grants = (useWatch({ control, name: 'grant_types' }) ?? []) as string[];
  const withCode = grants.includes('authorization_code');
  return (
    <>
      <CheckboxGroupInput source="grant_types" choices={choicesOf(form.grants)} helperText={false} />
      {withCode && (
        <TextInput source="authorization_url" helperText={words.url_help} autoComplete="off" fullWidth />
      )}
      {grants.includes('device_code') && (
        <TextInput source="device_authorization_url" helperText={false} autoComplete="off" fullWidth />
      )}
      <TextInput
        source="token_url"
        helperText={isNew ? false : words.url_change_help}
        autoComplete="off"
        fullWidth
      />
      <DefaultScopesInput />
      {!isOauth1 && <Choice source="client_authentication" names={form.authentications} standard="header" />}
      {withCode && !isOauth1 && <Choice source="pkce" names={form.pkces} standard="true" />}
    </>
  );
}

function DefaultScopesInput() {
  const { field, fieldState, id } = useInput({
    source: 'default_scopes',
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  return (
    <ScopeChips
      id={id}
      label={fields.default_scopes}
      scopes={Array.isArray(field.value) ? (field.value as string[]) : []}
      offered={[]}
      onChange={(scopes) => field.onChange(scopes.length === 0 ? null : scopes)}
      onBlur={field.onBlur}
      help={words.scopes_help}
      fault={fieldState.error?.message}
    />
  );
}

interface ChoiceProps {
  source: 'client_authentication' | 'pkce';
  /** Labels by value, as text. */
  names: Readonly<Record<string, string>>;
  standard: string;
}

function Choice({ source, names, standard }: ChoiceProps) {
  return (
    <ChoiceInput
      source={source}
      label={fields[source]}
      names={names}
      unset={fill(form.standard_value, { value: names[standard]! })}
    />
  );
}

function choicesOf(names: Readonly<Record<string, string>>): { id: string; name: string }[] {
  return Object.entries(names).map(([id, name]) => ({ id, name }));
}
