import { useGetMany, useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { LIST_META } from '../api/cache-metas.ts';
import { UserEmail } from '../parts/user-email.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { keyPermissions, type KeyRecord } from './key-record.ts';

const words = texts.console.api_keys;
const { fields } = texts.resources['api-keys'];

/** The read-only properties of a key. */
export function ReadOnlyFields({ children }: { children?: React.ReactNode }) {
  const key = useRecordContext<KeyRecord>();
  if (key === undefined) return null;
  return (
    <Facts>
      {children}
      <Fact name={fields.prefix}>
        <code>{key.prefix}…</code>
      </Fact>
      <Fact name={fields.user_id}>
        <UserEmail id={key.user_id} />
      </Fact>
      {key.oauth_app_id !== null && (
        <Fact name={fields.oauth_app_id}>
          <App id={key.oauth_app_id} />
        </Fact>
      )}
      <Fact name={fields.scopes}>{keyPermissions(key)}</Fact>
      <Fact name={fields.last_used_at}>
        <Moment at={key.last_used_at} />
      </Fact>
      <Fact name={fields.created_at}>
        <Moment at={key.created_at} />
      </Fact>
    </Facts>
  );
}

function App({ id }: { id: string }) {
  const may = useMay();
  const { data: [app] = [] } = useGetMany(
    'oauth-apps',
    { ids: [id], meta: LIST_META },
    { enabled: may('oauth-apps', 'get') },
  );
  if (app === undefined) return <>{words.issued_to_app}</>;
  return <Link to={`/oauth-apps/${id}/${may('oauth-apps', 'edit') ? '' : 'show'}`}>{app.name}</Link>;
}
