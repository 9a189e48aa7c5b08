import { SelectInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { texts } from '../../texts/index.ts';
import type { GrantType } from '../credential-record.ts';
import { fill } from '../../parts/fill.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

const CHOICES = Object.entries(words.grants).map(([id, name]) => ({ id, name }));

/** The grant type. One that the provider does not document can be chosen, with a note. */
export function GrantTypeInput() {
  const { control } = useFormContext();
  const grantType = useWatch({ control, name: 'grant_type' }) as GrantType;
  const { provider } = useIntegration();
  const documented = provider?.grant_types?.includes(grantType) ?? true;
  const help = words.grants_help[grantType];
  return (
    <SelectInput
      source="grant_type"
      choices={CHOICES}
      isRequired
      helperText={documented ? help : `${help} ${fill(words.undocumented, { name: provider!.name })}`}
      fullWidth
    />
  );
}
