import { RadioButtonGroupInput, TextInput } from 'react-admin';
import { withJson } from '../parts/with-json.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { DescriptorInput } from './descriptor-input.tsx';

const words = texts.console.components;

/** The attributes a form sends. */
export const withDescriptor = withJson('descriptor');

export function ComponentFields() {
  const mayPublish = useMay()('components', 'publish');
  return (
    <>
      <TextInput source="name" helperText={words.name_help} fullWidth />
      <TextInput source="description" multiline fullWidth helperText={false} />
      <RadioButtonGroupInput
        source="access"
        row={false}
        disabled={!mayPublish}
        helperText={mayPublish ? false : words.access_fixed}
        choices={[
          { id: 'tenant', name: `${words.tenant}. ${words.access_help_tenant}` },
          { id: 'global', name: `${words.global}. ${words.access_help_global}` },
        ]}
      />
      <DescriptorInput source="descriptor" />
    </>
  );
}
