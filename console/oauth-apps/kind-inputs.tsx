import { BooleanInput, RadioButtonGroupInput } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { texts } from '../texts/index.ts';

const words = texts.console.apps;

const KINDS = [
  { id: 'oauth2', name: words.kinds.oauth2_help },
  { id: 'api_key', name: words.kinds.api_key_help },
];

/** Choices that cannot be changed after registration. */
export function KindInputs() {
  const kind: unknown = useWatch({ name: 'kind' });
  return (
    <>
      <RadioButtonGroupInput source="kind" row={false} choices={KINDS} helperText={words.kind_fixed} />
      {kind !== 'api_key' && <BooleanInput source="public" helperText={words.public_help} />}
    </>
  );
}
