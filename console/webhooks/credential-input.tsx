import { RecordInput } from '../parts/record-input.tsx';
import { texts } from '../texts/index.ts';

/** The credential of a webhook. Hidden if the tenant has none. */
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
