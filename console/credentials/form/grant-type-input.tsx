import { SelectInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { texts } from '../../texts/index.ts';
import type { AuthenticationType, GrantType } from '../credential-record.ts';
import { fill } from '../../parts/fill.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

const CHOICES = Object.entries(words.grants).map(([id, name]) => ({ id, name }));
const OAUTH1_CHOICES = CHOICES.filter(({ id }) => id in words.oauth1_grants_help);

/** The grant type. One that the provider does not document can be chosen, with a note. */
export function GrantTypeInput() {
  const { control } = useFormContext();
  const [grantType, type] = useWatch({ control, name: ['grant_type', 'authentication_type'] }) as [
    GrantType,
    AuthenticationType | undefined,
  ];
  const isOauth1 = type === 'oauth1';
  const { provider } = useIntegration();
  const documented = provider?.grant_types?.includes(grantType) ?? true;
  const helps: Partial<Record<GrantType, string>> = isOauth1 ? words.oauth1_grants_help : words.grants_help;
  const help = helps[grantType] ?? '';
  return (
    <SelectInput
      source="grant_type"
      choices={isOauth1 ? OAUTH1_CHOICES : CHOICES}
      isRequired
      helperText={documented ? help : `${help} ${fill(words.undocumented, { name: provider!.name })}`}
      fullWidth
    />
  );
}
