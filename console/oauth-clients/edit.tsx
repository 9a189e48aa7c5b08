import { PasswordInput, required, TextInput, useRecordContext } from 'react-admin';
import { DeleteButton } from '../parts/delete-button.tsx';
import { withClientSecret } from '../parts/client-secret.ts';
import { EditPage } from '../parts/edit-page.tsx';
import { PreviousSecretInput } from '../parts/previous-secret-input.tsx';
import { texts } from '../texts/index.ts';
import type { ClientRecord } from './client-record.ts';
import { ReadOnlyFields } from './read-only-fields.tsx';

const words = texts.console.clients;

export default function ClientEdit() {
  return (
    <EditPage transform={withClientSecret} actions={<Delete />}>
      <ReadOnlyFields />
      <TextInput source="client_id" validate={required()} autoComplete="off" helperText={false} fullWidth />
      <PasswordInput
        source="client_secret"
        helperText={words.new_secret_help}
        autoComplete="new-password"
        fullWidth
      />
      <PreviousSecretInput hasSecret />
    </EditPage>
  );
}

function Delete() {
  const client = useRecordContext<ClientRecord>();
  return <DeleteButton name={client?.client_id ?? ''} text={words.deleting_text} />;
}
