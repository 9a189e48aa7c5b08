import { useRecordContext, useRedirect } from 'react-admin';
import { Fact } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { ShowCard } from '../parts/show-page.tsx';
import { texts } from '../texts/index.ts';
import type { KeyRecord } from './key-record.ts';
import { ReadOnlyFields } from './read-only-fields.tsx';
import { RevokeKey } from './revoke-key.tsx';

const words = texts.console.api_keys;
const { fields } = texts.resources['api-keys'];

export default function KeyShow() {
  return (
    <ShowCard>
      <All />
    </ShowCard>
  );
}

function All() {
  const key = useRecordContext<KeyRecord>();
  const redirect = useRedirect();
  if (key === undefined) return null;
  return (
    <>
      <ReadOnlyFields>
        <Fact name={fields.name}>{key.name ?? words.unnamed}</Fact>
        <Fact name={fields.expires_at}>
          <Moment at={key.expires_at} />
        </Fact>
      </ReadOnlyFields>
      <RevokeKey apiKey={key} onRevoked={() => redirect('list', 'api-keys')} />
    </>
  );
}
