import { PasswordInput, required, TextInput, useRecordContext } from 'react-admin';
import { DeleteButton } from '../parts/delete-button.tsx';
import { EditPage } from '../parts/edit-page.tsx';
import { texts } from '../texts/index.ts';
import type { ClientRecord } from './client-record.ts';
import { ReadOnlyFields } from './read-only-fields.tsx';

const words = texts.console.clients;

export default function ClientEdit() {
  return (
    <EditPage transform={withoutEmptySecret} actions={<Delete />}>
      <ReadOnlyFields />
      <TextInput source="client_id" validate={required()} autoComplete="off" helperText={false} fullWidth />
      <PasswordInput
        source="client_secret"
        helperText={words.new_secret_help}
        autoComplete="new-password"
        fullWidth
      />
    </EditPage>
  );
}

/** An empty secret keeps the current one. */
function withoutEmptySecret({ client_secret, ...values }: Record<string, unknown>): Record<string, unknown> {
  return client_secret === null || client_secret === '' ? values : { ...values, client_secret };
}

function Delete() {
  const client = useRecordContext<ClientRecord>();
  return <DeleteButton name={client?.client_id ?? ''} text={words.deleting_text} />;
}
