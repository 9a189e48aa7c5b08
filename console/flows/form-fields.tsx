import { SelectInput, required, TextInput } from 'react-admin';
import { JsonInput } from '../parts/json-input.tsx';
import { withJson } from '../parts/with-json.ts';
import { texts } from '../texts/index.ts';
import { AddStep } from './add-step.tsx';
import { StepCredential } from './step-credential.tsx';

const words = texts.console.flows;
const { fields } = texts.resources.flows;

/** The attributes a form sends. */
export const withGraph = withJson('graph');

const STATES = (['draft', 'active', 'stopped'] as const).map((id) => ({
  id,
  name: `${words[id]}. ${words.means[id]}`,
}));

export function FlowFields() {
  return (
    <>
      <TextInput source="name" validate={required()} helperText={false} fullWidth />
      <TextInput source="description" multiline helperText={false} fullWidth />
      <SelectInput source="status" choices={STATES} validate={required()} helperText={false} fullWidth />
      <TextInput source="target_url" helperText={words.target_help} autoComplete="off" fullWidth />
      <JsonInput source="graph" label={fields.graph} help={words.graph_help}>
        {(field) => (
          <>
            <AddStep {...field} />
            <StepCredential {...field} />
          </>
        )}
      </JsonInput>
    </>
  );
}
