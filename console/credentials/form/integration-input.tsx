import { Autocomplete, Box, Link as MuiLink, TextField, Typography } from '@mui/material';
import { useMemo } from 'react';
import { useInput } from 'react-admin';
import { useFormContext } from 'react-hook-form';
import type { ApiRecord } from '../../api/records.ts';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { Initials, type Badge } from '../../parts/initials.tsx';
import { ChoicesFailed } from '../../parts/list-failed.tsx';
import { useSearch } from '../../parts/use-search.ts';
import type { AuthenticationType, GrantType } from '../credential-record.ts';
import { useProviders } from '../../providers/use-providers.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

interface Choice extends Badge {
  id: string | null;
  kind: 'custom' | 'provider' | 'component';
  /** A provider that the tenant defined. */
  isOwn?: boolean;
  authenticationType?: AuthenticationType | undefined;
  grantTypes?: readonly GrantType[] | undefined;
}

const CUSTOM: Choice = { id: null, kind: 'custom', name: texts.console.credentials.custom };
const WITH_CLIENT = { uses_oauth_client: true };
const GROUPS = { custom: '', provider: words.providers, component: words.components };

/** The provider: one of the tenant or from the catalog, a component, or a custom one whose URLs are entered. */
export function IntegrationInput() {
  const { getValues, setValue } = useFormContext();
  const provider = useInput({ source: 'provider_id', format: asIs, parse: asIs });
  const component = useInput({ source: 'component_id', format: asIs, parse: asIs });
  const integration = useIntegration();
  const components = useSearch({ resource: 'components', sort: 'name', filter: WITH_CLIENT });
  const choices = useChoices(components.found);
  const id = (provider.field.value ?? component.field.value ?? null) as string | null;
  const { kind, name } = choices.find((choice) => choice.id === id) ?? {
    kind: 'component' as const,
    name: integration.name ?? '',
  };
  // Must stay the same object: otherwise it would count as a new choice, and its name would replace what the user is
  // typing.
  const chosen: Choice = useMemo(() => ({ id, kind, name }), [id, kind, name]);
  const fault = provider.fieldState.error?.message ?? component.fieldState.error?.message;

  function choose(choice: Choice) {
    const options = { shouldDirty: true };
    setValue('provider_id', choice.kind === 'provider' ? choice.id : null, options);
    setValue('component_id', choice.kind === 'component' ? choice.id : null, options);
    setValue('client_from', choice.kind === 'component' ? 'component' : 'own', options);
    setValue('authentication_type', choice.authenticationType ?? 'oauth2', options);
    // One of those that the provider documents, if it says so.
    const documented = choice.grantTypes?.includes(getValues('grant_type') as GrantType) ?? true;
    if (!documented) setValue('grant_type', choice.grantTypes![0], options);
  }

  return (
    <Box sx={{ width: '100%' }}>
      <Autocomplete
        options={choices}
        value={chosen}
        disableClearable
        groupBy={({ kind, isOwn }) => (isOwn ? words.own_providers : GROUPS[kind])}
        getOptionLabel={({ name }) => name}
        getOptionKey={(choice) => choice.id ?? choice.kind}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        onChange={(_, choice) => choose(choice)}
        onInputChange={(_, text, why) => components.setTyped(why === 'input' ? text : '')}
        renderOption={({ key, ...props }, { name, kind, color, initials }) => (
          <Box component="li" key={key} {...props} sx={{ gap: 1.5, overflowWrap: 'anywhere' }}>
            {kind !== 'custom' && <Initials name={name} color={color} initials={initials} size={26} />}
            {name}
          </Box>
        )}
        renderInput={(params) => (
          <TextField
            {...params}
            label={texts.resources.credentials.fields.integration}
            error={fault !== undefined || components.failed}
            helperText={
              fault ??
              (components.failed ? (
                <ChoicesFailed retry={components.retry} />
              ) : id === null ? (
                words.custom_help
              ) : (
                words.integration_help
              ))
            }
          />
        )}
      />
      <Notes />
    </Box>
  );
}

function Notes() {
  const { provider } = useIntegration();
  if (provider === undefined) return null;
  const { name, notes, documentation_url } = provider;
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
      {notes}{' '}
      {documentation_url !== undefined && (
        <MuiLink href={documentation_url} target="_blank" rel="noreferrer">
          {fill(words.documentation, { name })}
        </MuiLink>
      )}
    </Typography>
  );
}

function useChoices(components: ApiRecord[]): Choice[] {
  const providers = useProviders();
  return [
    CUSTOM,
    ...providers.map(({ id, name, color, initials, built_in, authentication_type, grant_types }) => ({
      id,
      name,
      color,
      initials,
      kind: 'provider' as const,
      isOwn: !built_in,
      authenticationType: authentication_type,
      grantTypes: grant_types,
    })),
    ...components.map(({ id, name }) => ({
      id: String(id),
      name: String(name),
      kind: 'component' as const,
    })),
  ];
}

function asIs(value: unknown): unknown {
  return value;
}
