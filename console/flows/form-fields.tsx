import { PasswordInput, SelectInput, required, TextInput } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { JsonInput } from '../parts/json-input.tsx';
import { withJson } from '../parts/with-json.ts';
import { texts } from '../texts/index.ts';
import { AddStep } from './add-step.tsx';
import { DeliveryFields } from './delivery-fields.tsx';
import { TargetCertificates } from './target-certificates.tsx';
import { StepCredential } from './step-credential.tsx';

const words = texts.console.flows;
const { fields } = texts.resources.flows;

/** The attributes a form sends: an empty secret keeps the current one. */
export function withSettings(form: Record<string, unknown>): Record<string, unknown> {
  const values = withJson('delivery')(withJson('graph')(form));
  const isEmptySecret = ([name, value]: [string, unknown]) =>
    SECRETS.includes(name) && (typeof value !== 'string' || value === '');
  return Object.fromEntries(Object.entries(values).filter((entry) => !isEmptySecret(entry)));
}

const SECRETS = ['target_authorization', 'target_client_key'];

const STATES = (['draft', 'active', 'paused', 'stopped'] as const).map((id) => ({
  id,
  name: `${words[id]}. ${words.means[id]}`,
}));

export function FlowFields() {
  const isSet = useWatch({ name: 'has_target_authorization' }) as boolean | undefined;
  return (
    <>
      <TextInput source="name" validate={required()} helperText={false} fullWidth />
      <TextInput source="description" multiline helperText={false} fullWidth />
      <SelectInput source="status" choices={STATES} validate={required()} helperText={false} fullWidth />
      <TextInput source="target_url" helperText={words.target_help} autoComplete="off" fullWidth />
      <PasswordInput
        source="target_authorization"
        helperText={isSet === true ? words.authorization_keep : words.authorization_help}
        autoComplete="new-password"
        fullWidth
      />
      <TargetCertificates />
      <JsonInput
        source="delivery"
        label={words.delivery.json}
        help={words.delivery.json_help}
        minRows={4}
        isOptional
      >
        {(field) => <DeliveryFields {...field} />}
      </JsonInput>
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
