import { Typography } from '@mui/material';
import { BooleanInput } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { isUnattended, type GrantType } from '../credential-record.ts';
import { ChoiceInput } from '../../parts/choice-input.tsx';
import { fill } from '../../parts/fill.ts';
import { JsonInput } from '../../parts/json-input.tsx';
import { InheritedInput } from './inherited-input.tsx';
import { PairsInput } from './pairs-input.tsx';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

const URLS = ['revocation_url', 'introspection_url', 'userinfo_url', 'jwks_url'] as const;

export const ADVANCED = [
  ...URLS,
  'client_authentication',
  'pkce',
  'scope_separator',
  'authorization_params',
  'token_params',
  'non_expiring_tokens',
  'keep_alive',
  'provider_settings',
];

/** What a client that has a signing key can use. */
const WITH_KEY = ['none', 'private_key_jwt'];

/** Settings that few providers need. */
export function AdvancedFields({ grantType, isOauth1 }: { grantType: GrantType; isOauth1: boolean }) {
  const withCode = grantType === 'authorization_code';
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {words.advanced_text}
      </Typography>
      {isOauth1 ? null : grantType === 'jwt_bearer' ? (
        <Choice
          source="client_authentication"
          names={words.authentications}
          offered={WITH_KEY}
          standard={words.authentication_by_jwt}
        />
      ) : (
        <Choice
          source="client_authentication"
          names={words.authentications}
          standard={words.authentications.header}
        />
      )}
      {withCode && !isOauth1 && <Choice source="pkce" names={words.pkces} standard={words.pkces.true} />}
      <Choice source="scope_separator" names={words.separators} standard={words.separators[' ']} />
      {(withCode || grantType === 'device_code') && (
        <PairsInput
          source="authorization_params"
          help={texts.console.credentials.authorization_params_help}
        />
      )}
      <PairsInput source="token_params" />
      {isOauth1 ? null : <Oauth2Fields grantType={grantType} />}
    </>
  );
}

function Oauth2Fields({ grantType }: { grantType: GrantType }) {
  return (
    <>
      {URLS.map((source) => (
        <InheritedInput key={source} source={source} />
      ))}
      {!isUnattended(grantType) && <BooleanInput source="non_expiring_tokens" helperText={false} />}
      {!isUnattended(grantType) && (
        <BooleanInput source="keep_alive" defaultValue={true} helperText={words.keep_alive_help} />
      )}
      <ProviderSettingsInput help={words.provider_settings_help} />
    </>
  );
}

/** What the provider does differently, as JSON. */
export function ProviderSettingsInput({ help }: { help: string }) {
  return (
    <JsonInput
      source="provider_settings"
      label={texts.resources.credentials.fields.provider_settings}
      help={help}
      minRows={3}
      isOptional
    />
  );
}

interface ChoiceProps {
  source: 'client_authentication' | 'pkce' | 'scope_separator';
  /** Labels by value, as text. */
  names: Readonly<Record<string, string>>;
  /** The values that can be chosen. Default: all. */
  offered?: readonly string[];
  /** The label of the default if neither the credential nor its integration sets a value. */
  standard: string;
}

/** A choice of a few values, or the integration's. */
function Choice({ source, names, offered = Object.keys(names), standard }: ChoiceProps) {
  const { name, defaults } = useIntegration();
  const theirs = defaults[source] as string | boolean | undefined;
  const unset =
    theirs === undefined || !offered.includes(String(theirs))
      ? fill(words.standard_value, { value: standard })
      : fill(words.inherited_value, { name: name!, value: names[String(theirs)] ?? '' });
  const label = texts.resources.credentials.fields[source];
  return <ChoiceInput source={source} label={label} names={names} offered={offered} unset={unset} />;
}
