import { Show, SimpleShowLayout, useRecordContext } from 'react-admin';
import { Known, MakeOneLikeIt } from './known.tsx';
import { MarkedMatrix } from './marked-matrix.tsx';
import type { RoleRecord } from './role-record.ts';

export default function RoleShow() {
  return (
    <Show actions={false}>
      <SimpleShowLayout>
        <Known named />
        <MakeOneLikeIt />
        <Permissions />
      </SimpleShowLayout>
    </Show>
  );
}

function Permissions() {
  const role = useRecordContext<RoleRecord>();
  return role === undefined ? null : <MarkedMatrix permissions={role.permissions} />;
}
