import { useRecordContext } from 'react-admin';
import { ShowCard } from '../parts/show-page.tsx';
import { DuplicateLink } from './duplicate-link.tsx';
import { ReadOnlyFields } from './read-only-fields.tsx';
import { MarkedMatrix } from './marked-matrix.tsx';
import type { RoleRecord } from './role-record.ts';

export default function RoleShow() {
  return (
    <ShowCard>
      <ReadOnlyFields named />
      <DuplicateLink />
      <Permissions />
    </ShowCard>
  );
}

function Permissions() {
  const role = useRecordContext<RoleRecord>();
  return role === undefined ? null : <MarkedMatrix permissions={role.permissions} />;
}
