import { TextField } from '@mui/material';
import { required, SelectInput, TextInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { CopyButton } from '../../parts/copy.tsx';
import { RegistrationHelp } from '../../providers/registration.tsx';
import { texts } from '../../texts/index.ts';
import type { AuthenticationType, GrantType } from '../credential-record.ts';
import { useDefaultRedirectUri } from '../default-redirect-uri.ts';
import { ServicesInput } from '../services/services-input.tsx';
import { ADVANCED, AdvancedFields, ProviderSettingsInput } from './advanced-fields.tsx';
import { Anchored } from './anchored.tsx';
import { ClientFields } from './client-fields.tsx';
import { GrantTypeInput } from './grant-type-input.tsx';
import { InheritedInput } from './inherited-input.tsx';
import { IntegrationInput } from './integration-input.tsx';
import { ParametersInput } from './parameters-input.tsx';
import { ScopesInput } from './scopes-input.tsx';
import { FoldedSection, Section } from './section.tsx';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;
const { fields } = texts.resources.credentials;

const TYPES = Object.entries(words.authentication_types).map(([id, name]) => ({ id, name }));

/** The fields of the "Add credential" dialog, in its order. Fields that the grant type does not use are hidden. */
export function CredentialFields({ hasSecret = false }: { hasSecret?: boolean }) {
  const { control } = useFormContext();
  const [grantType, type = 'oauth2'] = useWatch({
    control,
    name: ['grant_type', 'authentication_type'],
  }) as [GrantType, AuthenticationType | undefined];
  const isOauth1 = type === 'oauth1';
  const isOauth = type === 'oauth2' || isOauth1;
  return (
    <>
      <TextInput source="name" validate={required()} helperText={words.name_help} fullWidth />
      <TextInput source="description" multiline helperText={false} fullWidth />
      <Section title={words.sections.integration}>
        <Anchored at="integration">
          <IntegrationInput />
          <ParametersInput />
        </Anchored>
      </Section>
      <Section title={words.sections.authentication}>
        <SelectInput
          source="authentication_type"
          choices={TYPES}
          defaultValue="oauth2"
          isRequired
          helperText={words.authentication_types_help[type]}
          fullWidth
        />
        {isOauth ? (
          <OauthFields grantType={grantType} hasSecret={hasSecret} isOauth1={isOauth1} />
        ) : (
          <KeyFields />
        )}
      </Section>
      <FoldedSection title={words.sections.services} anchor="services" fields={['config_services']}>
        <ServicesInput />
      </FoldedSection>
      {isOauth && (
        <FoldedSection title={words.sections.advanced} anchor="advanced" fields={ADVANCED}>
          <AdvancedFields grantType={grantType} isOauth1={isOauth1} />
        </FoldedSection>
      )}
    </>
  );
}

interface OauthProps {
  grantType: GrantType;
  hasSecret: boolean;
  isOauth1: boolean;
}

function OauthFields({ grantType, hasSecret, isOauth1 }: OauthProps) {
  return (
    <>
      <Anchored at="grant">
        <GrantTypeInput />
      </Anchored>
      <Anchored at="client">
        <ClientFields hasSecret={hasSecret} isOauth1={isOauth1} />
      </Anchored>
      <Anchored at="urls">
        <UrlInputs grantType={grantType} isOauth1={isOauth1} />
        {isOauth1 && <ProviderSettingsInput help={words.oauth1_settings_help} />}
      </Anchored>
      <Anchored at="scopes">
        <ScopesInput />
      </Anchored>
      {grantType === 'authorization_code' && !isOauth1 && (
        <TextField
          label={fields.response_type}
          value="code"
          helperText={words.response_type_help}
          fullWidth
          slotProps={{ htmlInput: { readOnly: true } }}
        />
      )}
    </>
  );
}

/** For providers without OAuth: the API key or the password is entered when the account is connected. */
function KeyFields() {
  const { provider } = useIntegration();
  return (
    <>
      {provider !== undefined && <RegistrationHelp provider={provider} />}
      <InheritedInput source="base_uri" help={words.base_uri_help} />
    </>
  );
}

function UrlInputs({ grantType, isOauth1 }: Omit<OauthProps, 'hasSecret'>) {
  const { name } = useIntegration();
  const redirectUri = useDefaultRedirectUri();
  const needed = name === undefined && !isOauth1 ? orIssuer : undefined;
  const withCode = grantType === 'authorization_code';
  return (
    <>
      {!isOauth1 && <InheritedInput source="issuer" help={words.issuer_help} />}
      <InheritedInput source="base_uri" help={words.base_uri_help} />
      {withCode && (
        <InheritedInput source="authorization_url" help={words.authorization_url_help} validate={needed} />
      )}
      {grantType === 'device_code' && !isOauth1 && (
        <InheritedInput
          source="device_authorization_url"
          help={words.device_authorization_url_help}
          validate={needed}
        />
      )}
      {(withCode || !isOauth1) && (
        <InheritedInput source="token_url" help={words.token_url_help} validate={needed} />
      )}
      {withCode && (
        <InheritedInput
          source="redirect_uri"
          help={words.redirect_help}
          standard={{ value: redirectUri, from: words.valetkey }}
          beside={(value) => <CopyButton value={value} name={fields.redirect_uri} />}
        />
      )}
    </>
  );
}

/** A custom integration has no default for it. */
function orIssuer(value: unknown, { issuer }: { issuer?: string | null }): string | undefined {
  return value || issuer ? undefined : words.needed;
}
