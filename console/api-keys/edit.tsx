import { TextInput, useRecordContext, useRedirect } from 'react-admin';
import { EditPage } from '../parts/edit-page.tsx';
import { MomentInput } from '../parts/moment-input.tsx';
import { texts } from '../texts/index.ts';
import type { KeyRecord } from './key-record.ts';
import { ReadOnlyFields } from './read-only-fields.tsx';
import { RevokeKey } from './revoke-key.tsx';

const words = texts.console.api_keys;

export default function KeyEdit() {
  return (
    <EditPage actions={<Revoke />}>
      <ReadOnlyFields />
      <TextInput source="name" helperText={words.name_help} autoComplete="off" fullWidth />
      <MomentInput source="expires_at" helperText={words.expires_help} />
    </EditPage>
  );
}

function Revoke() {
  const key = useRecordContext<KeyRecord>();
  const redirect = useRedirect();
  if (key === undefined) return null;
  return <RevokeKey apiKey={key} onRevoked={() => redirect('list', 'api-keys')} />;
}
