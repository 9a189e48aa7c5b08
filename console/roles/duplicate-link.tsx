import { Button } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { RoleRecord } from './role-record.ts';

/** Links to the form for a new role with the same permissions. */
export function DuplicateLink() {
  const role = useRecordContext<RoleRecord>();
  const mayCreate = useMay()('roles', 'create');
  if (role === undefined || !mayCreate) return null;
  return (
    <Button component={Link} to={`/roles/create?like=${role.id}`} sx={{ ml: -1 }}>
      {texts.console.roles.duplicate}
    </Button>
  );
}
