import { useWatch } from 'react-hook-form';
import { JsonInput } from '../parts/json-input.tsx';
import { texts } from '../texts/index.ts';
import { JSON_FIELDS } from './services.ts';

const { fields } = texts.resources.webhooks;
const { json_fields: helps } = texts.console.webhooks;

/** The response to the sender, and how duplicate requests are detected. */
export function JsonFields() {
  const isSigned = useWatch({ name: 'authentication' }) === 'signature';
  return JSON_FIELDS.filter((source) => isSigned || source !== 'action_response').map((source) => (
    <JsonInput
      key={source}
      source={source}
      label={fields[source]}
      help={helps[source]}
      minRows={2}
      isOptional
    />
  ));
}
