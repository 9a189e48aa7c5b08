import { Alert } from '@mui/material';
import { useGetList, useRecordContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { State } from '../parts/state.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { cellName } from './matrix.ts';
import { missingPermissions, type RoleRecord } from './role-record.ts';

const words = texts.console.roles;
const { fields } = texts.resources.roles;

/** The number of users with a role, as a link to them. */
export function UserCount({ id }: { id: string }) {
  const maySee = useMay()('users', 'get');
  const translate = useTranslate();
  const { total } = useGetList(
    'users',
    {
      filter: { role: id },
      pagination: { page: 1, perPage: 1 },
      sort: { field: 'email', order: 'ASC' },
      meta: LIST_META,
    },
    { enabled: maySee },
  );
  if (total === undefined) return null;
  if (total === 0) return <>{words.nobody}</>;
  const filter = encodeURIComponent(JSON.stringify({ role: id }));
  return (
    <Link to={`/users?filter=${filter}`} onClick={(event) => event.stopPropagation()}>
      {translate('console.roles.users', { smart_count: total })}
    </Link>
  );
}

export function RoleKind({ role }: { role: RoleRecord }) {
  return role.built_in ? <State word={words.built_in} /> : <State word={words.own} tone="good" />;
}

/** The properties of a role except its permissions, and why it cannot be changed. */
export function ReadOnlyFields({ named = false }: { named?: boolean }) {
  const role = useRecordContext<RoleRecord>();
  const currentUser = useCurrentUser();
  const may = useMay();
  if (role === undefined) return null;
  const lacking = missingPermissions(currentUser, role);
  return (
    <>
      {may('roles', 'edit') && (role.built_in || lacking.length > 0) && (
        <Alert severity="info" sx={{ mb: 2, width: '100%' }}>
          {role.built_in ? words.built_in_help : `${words.stronger} ${lacking.map(nameOf).join(', ')}.`}
        </Alert>
      )}
      <Facts>
        {named && <Fact name={fields.name}>{role.name}</Fact>}
        {named && role.description !== null && <Fact name={fields.description}>{role.description}</Fact>}
        <Fact name={fields.built_in}>
          <RoleKind role={role} />
        </Fact>
        {may('users', 'get') && (
          <Fact name={fields.users}>
            <UserCount id={role.id} />
          </Fact>
        )}
        {!role.built_in && (
          <Fact name={fields.updated_at}>
            <Moment at={role.updated_at} />
          </Fact>
        )}
      </Facts>
    </>
  );
}

function nameOf(permission: string): string {
  const [, area = permission, doing = ''] = permission.split('.');
  return cellName({ area, doing });
}
