import { RadioButtonGroupInput, TextInput } from 'react-admin';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { DescriptorInput } from './descriptor-input.tsx';

const words = texts.console.components;

/** The text of the component.json in the form; `descriptor` is what it means. */
export const DESCRIPTOR_TEXT = 'descriptor';

/** What a form sends: the text, read. */
export function withDescriptor(values: Record<string, unknown>): Record<string, unknown> {
  const text = values[DESCRIPTOR_TEXT];
  return { ...values, descriptor: typeof text === 'string' ? (JSON.parse(text) as object) : text };
}

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
      <DescriptorInput source={DESCRIPTOR_TEXT} />
    </>
  );
}
