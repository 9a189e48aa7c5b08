import { Alert } from '@mui/material';
import {
  AutocompleteInput,
  PasswordInput,
  RadioButtonGroupInput,
  required,
  TextInput,
  useGetList,
  useRecordContext,
} from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { OF_LISTS } from '../../api/kept-apart.ts';
import { useMay } from '../../person.ts';
import { texts } from '../../texts/index.ts';
import { clientFromOf } from './to-send.ts';

const words = texts.console.credential_form;

/** Whose client it is at the third party: the credential's own, the component's, or another of the tenant's OAuth clients. */
export function ClientFields({ hasSecret }: { hasSecret: boolean }) {
  const { control } = useFormContext();
  const [chosen, componentId, clientId] = useWatch({
    control,
    name: ['client_from', 'component_id', 'oauth_client_id'],
  }) as [string | undefined, string | null | undefined, string | null | undefined];
  const from = chosen ?? clientFromOf(useRecordContext() ?? {});
  const may = useMay();
  const ofComponent = typeof componentId === 'string';
  // Its secret goes where the credential says, so choosing one takes the permission to read it.
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
          <TextInput
            source="client_id"
            validate={required()}
            helperText={words.client_id_help}
            autoComplete="off"
            fullWidth
          />
          <PasswordInput
            source="client_secret"
            helperText={hasSecret ? words.new_secret_help : words.secret_help}
            autoComplete="new-password"
            fullWidth
          />
        </>
      )}
    </>
  );
}

function OAuthClientInput() {
  const { data = [], isPending } = useGetList('oauth-clients', {
    pagination: { page: 1, perPage: 200 },
    sort: { field: 'client_id', order: 'ASC' },
    meta: OF_LISTS,
  });
  if (!isPending && data.length === 0) return <Alert severity="info">{texts.console.clients.empty}</Alert>;
  return (
    <AutocompleteInput
      source="oauth_client_id"
      choices={data}
      isPending={isPending}
      optionText={({ client_id, component }) =>
        component === undefined ? client_id : `${client_id} · ${component.name}`
      }
      validate={required()}
      helperText={words.oauth_client_help}
      fullWidth
    />
  );
}
