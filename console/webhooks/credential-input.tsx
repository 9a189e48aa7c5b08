import { RecordInput } from '../parts/record-input.tsx';
import { texts } from '../texts/index.ts';

/** The credential of a webhook, where the tenant has any. */
export function CredentialInput() {
  return (
    <RecordInput
      source="credential_id"
      resource="credentials"
      sort="name"
      label={texts.resources.webhooks.fields.credential_id}
      nameOf={({ name }) => String(name)}
      help={texts.console.webhooks.credential_help}
    />
  );
}
