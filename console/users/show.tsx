import { useRecordContext } from 'react-admin';
import { Fact, Facts } from '../parts/facts.tsx';
import { ShowCard } from '../parts/show-page.tsx';
import { useMay } from '../current-user.ts';
import { RoleName } from '../roles/role-name.tsx';
import { texts } from '../texts/index.ts';
import { ReadOnlyFields } from './read-only-fields.tsx';
import type { UserRecord } from './user-record.ts';

export default function UserShow() {
  return (
    <ShowCard>
      <ReadOnlyFields />
      <Role />
    </ShowCard>
  );
}

function Role() {
  const user = useRecordContext<UserRecord>();
  const maySee = useMay()('roles', 'get');
  if (user === undefined || !maySee) return null;
  return (
    <Facts>
      <Fact name={texts.resources.users.fields.role_id}>
        <RoleName id={user.role_id} />
      </Fact>
    </Facts>
  );
}
