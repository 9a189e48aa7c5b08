import { TextInput } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { ApiRecord } from '../api/records.ts';
import { CreateWithSecret } from '../parts/create-with-secret.tsx';
import { MomentInput } from '../parts/moment-input.tsx';
import { RecordInput } from '../parts/record-input.tsx';
import { useUserEmails } from '../parts/user-email.tsx';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.api_keys;

export default function KeyCreate() {
  const me = useCurrentUser();
  const { users } = useUserEmails();
  // The profile links here to add a key of one's own. Afterwards, return there.
  const own = useSearchParams()[0].get('for') === 'me';
  const secretsOf = ({ api_key, user_id }: ApiRecord) => {
    if (typeof api_key !== 'string') return undefined;
    const email = user_id === me.id ? me.email : users.find(({ id }) => id === user_id)?.email;
    return { [words.key]: api_key, ...(email !== undefined && { [words.login]: `${email}:${api_key}` }) };
  };
  return (
    <CreateWithSecret
      title={words.new}
      defaultValues={{ name: null, expires_at: null, user_id: me.id }}
      transform={(values) => values}
      secretsOf={secretsOf}
      lost={() => words.lost}
      dialogTitle={() => words.shown}
      then={() => (own ? '/profile' : '/api-keys')}
    >
      <TextInput source="name" helperText={words.name_help} autoComplete="off" fullWidth />
      {!own && <OwnerInput />}
      <MomentInput source="expires_at" helperText={words.expires_help} />
    </CreateWithSecret>
  );
}

/** The owner of the key: any user of the tenant, or only oneself if the signed-in user may not see users. */
function OwnerInput() {
  return (
    <RecordInput
      source="user_id"
      resource="users"
      sort="email"
      label={texts.resources['api-keys'].fields.user_id}
      nameOf={({ email }) => String(email)}
      help={words.user_help}
      isRequired
    />
  );
}
