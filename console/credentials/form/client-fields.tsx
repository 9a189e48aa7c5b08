import { Alert } from '@mui/material';
import { PasswordInput, RadioButtonGroupInput, required, TextInput, useRecordContext } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ApiRecord } from '../../api/records.ts';
import { RecordInput } from '../../parts/record-input.tsx';
import { PreviousSecretInput } from '../../parts/previous-secret-input.tsx';
import { RegistrationHelp } from '../../providers/registration.tsx';
import { useMay } from '../../current-user.ts';
import { texts } from '../../texts/index.ts';
import type { GrantType } from '../credential-record.ts';
import { clientFromOf } from './request-attributes.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

/**
 * Which client the credential uses at the provider: its own, the component's, or another OAuth client of the tenant.
 */
export function ClientFields({ hasSecret, isOauth1 }: { hasSecret: boolean; isOauth1: boolean }) {
  const { control } = useFormContext();
  const record = useRecordContext();
  const [chosen, componentId, clientId, grantType, authentication] = useWatch({
    control,
    name: ['client_from', 'component_id', 'oauth_client_id', 'grant_type', 'client_authentication'],
  }) as [
    string | undefined,
    string | null | undefined,
    string | null | undefined,
    GrantType,
    string | null | undefined,
  ];
  const keyHelp = grantType === 'jwt_bearer' ? words.key_help : words.secret_help;
  const secretHelp = isOauth1 ? words.consumer_secret_help : keyHelp;
  const hasCertificate = !isOauth1 && authentication === 'tls_client_auth';
  const kind = hasCertificate ? `${words.certificate_help} ` : '';
  const { provider } = useIntegration();
  const from = chosen ?? clientFromOf(record ?? {});
  const may = useMay();
  const ofComponent = typeof componentId === 'string';
  // Its secret is sent to the credential's URLs, so choosing one requires the permission to read secrets.
  const mayChoose = may('oauth-clients', 'get') && may('oauth-clients', 'get_secret');
  const choices = [
    { id: 'own', name: words.client_own },
    ...(ofComponent ? [{ id: 'component', name: words.client_of_component }] : []),
    ...(!ofComponent && (mayChoose || typeof clientId === 'string')
      ? [{ id: 'tenant', name: words.client_of_tenant }]
      : []),
  ];
  return (
    <>
      {choices.length > 1 && (
        <RadioButtonGroupInput
          source="client_from"
          label={words.client}
          choices={choices}
          format={(value: unknown) => value ?? from}
          row={false}
          helperText={false}
        />
      )}
      {from === 'tenant' && <OAuthClientInput />}
      {from === 'own' && (
        <>
          {provider !== undefined && <RegistrationHelp provider={provider} />}
          <TextInput
            source="client_id"
            validate={required()}
            helperText={isOauth1 ? words.consumer_key_help : words.client_id_help}
            autoComplete="off"
            fullWidth
          />
          <PasswordInput
            source="client_secret"
            helperText={kind + (hasSecret ? words.new_secret_help : secretHelp)}
            autoComplete="new-password"
            fullWidth
          />
          <PreviousSecretInput hasSecret={hasSecret && !isOauth1} />
        </>
      )}
    </>
  );
}

function OAuthClientInput() {
  return (
    <RecordInput
      source="oauth_client_id"
      resource="oauth-clients"
      sort="client_id"
      label={texts.resources.credentials.fields.oauth_client_id}
      nameOf={clientWithComponent}
      help={words.oauth_client_help}
      isRequired
      whenNone={<Alert severity="info">{texts.console.clients.empty}</Alert>}
    />
  );
}

function clientWithComponent({ client_id, component }: ApiRecord): string {
  const { name } = (component ?? {}) as { name?: string };
  return name === undefined ? String(client_id) : `${String(client_id)} · ${name}`;
}
