import { useRecordContext } from 'react-admin';
import { ShowCard } from '../parts/show-page.tsx';
import { Known, DuplicateLink } from './known.tsx';
import { MarkedMatrix } from './marked-matrix.tsx';
import type { RoleRecord } from './role-record.ts';

export default function RoleShow() {
  return (
    <ShowCard>
      <Known named />
      <DuplicateLink />
      <Permissions />
    </ShowCard>
  );
}

function Permissions() {
  const role = useRecordContext<RoleRecord>();
  return role === undefined ? null : <MarkedMatrix permissions={role.permissions} />;
}
