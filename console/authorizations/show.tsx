import { useGetMany, useRecordContext, useRedirect } from 'react-admin';
import { Link } from 'react-router-dom';
import { ScopeList } from '../parts/scope-list.tsx';
import { useScopes } from '../parts/use-scopes.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { Named } from '../parts/initials.tsx';
import { Moment } from '../parts/moment.tsx';
import { LIST_META } from '../api/cache-metas.ts';
import { UserEmail, useUserEmail } from '../parts/user-email.tsx';
import { RevokeButton } from '../parts/revoke-button.tsx';
import { WebLink } from '../parts/web-link.tsx';
import { useMay } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { ShowCard } from '../parts/show-page.tsx';
import { texts } from '../texts/index.ts';
import type { AuthorizationRecord } from './authorization-record.ts';

const words = texts.console.authorizations;
const { fields } = texts.resources.authorizations;
const appFields = texts.resources['oauth-apps'].fields;

export default function AuthorizationShow() {
  return (
    <ShowCard>
      <Known />
    </ShowCard>
  );
}

function Known() {
  const authorization = useRecordContext<AuthorizationRecord>();
  const { scopes } = useScopes();
  if (authorization === undefined) return null;
  const { app, user_id } = authorization;
  return (
    <>
      <Facts>
        <Fact name={fields.app}>
          <AppName authorization={authorization} />
        </Fact>
        {app.website_url !== null && (
          <Fact name={appFields.website_url}>
            <WebLink to={app.website_url} />
          </Fact>
        )}
        <Fact name={fields.user}>
          <UserEmail id={user_id} />
        </Fact>
        <Fact name={fields.scopes}>
          <ScopeList names={authorization.scopes} known={scopes} none={words.nothing} />
        </Fact>
        <Fact name={fields.created_at}>
          <Moment at={authorization.created_at} />
        </Fact>
        <Fact name={fields.updated_at}>
          <Moment at={authorization.updated_at} />
        </Fact>
      </Facts>
      <Revoke authorization={authorization} />
    </>
  );
}

/** A link if the app belongs to this tenant. It may belong to another. */
function AppName({ authorization }: { authorization: AuthorizationRecord }) {
  const { app, oauth_app_id } = authorization;
  const may = useMay();
  const { data = [], isPending } = useGetMany(
    'oauth-apps',
    { ids: [oauth_app_id], meta: LIST_META },
    { enabled: may('oauth-apps', 'get') },
  );
  if (data.length > 0)
    return (
      <Link to={`/oauth-apps/${oauth_app_id}/${may('oauth-apps', 'edit') ? '' : 'show'}`}>
        <Named name={app.name} />
      </Link>
    );
  return (
    <>
      <Named name={app.name} />
      {!isPending && words.elsewhere}
    </>
  );
}

function Revoke({ authorization }: { authorization: AuthorizationRecord }) {
  const user = useUserEmail(authorization.user_id);
  const redirect = useRedirect();
  const title = fill(words.revoke_title, { user, app: authorization.app.name });
  return (
    <RevokeButton
      resource="authorizations"
      record={authorization}
      title={title}
      text={words.revoke_text}
      onRevoked={() => redirect('list', 'authorizations')}
    />
  );
}
