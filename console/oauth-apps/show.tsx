import { useRecordContext } from 'react-admin';
import { DeleteButton } from '../parts/delete-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Named } from '../parts/initials.tsx';
import { Lifetime } from '../parts/lifetime.tsx';
import { Moment } from '../parts/moment.tsx';
import { Section } from '../parts/section.tsx';
import { WebLink } from '../parts/web-link.tsx';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';
import { KeysSection } from './keys-section.tsx';
import { AuthorizedBy } from './authorized-by.tsx';
import { ScopeList } from '../parts/scope-list.tsx';
import { useScopes } from '../parts/use-scopes.ts';
import { ShowCard } from '../parts/show-page.tsx';

const words = texts.console.apps;
const { fields } = texts.resources['oauth-apps'];

export default function AppShow() {
  return (
    <ShowCard>
      <Known />
    </ShowCard>
  );
}

/** All properties of an app, for users who may not edit it. */
function Known() {
  const app = useRecordContext<AppRecord>();
  const { scopes } = useScopes();
  if (app === undefined) return null;
  return (
    <>
      <Section title={words.sections.app}>
        <Facts>
          <Fact name={fields.name}>
            <Named name={app.name} />
          </Fact>
          {app.description !== null && <Fact name={fields.description}>{app.description}</Fact>}
          {app.website_url !== null && (
            <Fact name={fields.website_url}>
              <WebLink to={app.website_url} />
            </Fact>
          )}
          {app.logo_url !== null && (
            <Fact name={fields.logo_url}>
              <WebLink to={app.logo_url} />
            </Fact>
          )}
          <Fact name={fields.created_at}>
            <Moment at={app.created_at} />
          </Fact>
          <Fact name={fields.updated_at}>
            <Moment at={app.updated_at} />
          </Fact>
        </Facts>
      </Section>
      <KeysSection />
      <OAuthSettings app={app} />
      <Section title={words.sections.scopes}>
        <ScopeList names={app.scopes} known={scopes} none={words.scopes_none} />
      </Section>
      <AuthorizedBy app={app} />
      <DeleteButton name={app.name} text={words.deleting_text} />
    </>
  );
}

function OAuthSettings({ app }: { app: AppRecord }) {
  const { grant_types, redirect_uris, automatic_consent, impersonation, audience } = app;
  return (
    <Section title={words.sections.settings}>
      <Facts>
        <Fact name={fields.grant_types}>
          {grant_types.map((grant) => words.grants[grant]).join(', ') || words.no_grants}
        </Fact>
        <Fact name={fields.redirect_uris}>
          {redirect_uris.length === 0 && words.no_redirect_uris}
          {redirect_uris.map((uri) => (
            <div key={uri}>{uri}</div>
          ))}
        </Fact>
        <Fact name={fields.audience}>{words.audiences[audience]}</Fact>
        <Fact name={fields.automatic_consent}>{automatic_consent ? words.yes : words.no}</Fact>
        <Fact name={fields.impersonation}>{impersonation ? words.yes : words.no}</Fact>
        <Fact name={fields.code_lifetime}>
          <Lifetime seconds={app.code_lifetime} />
        </Fact>
        <Fact name={fields.access_token_lifetime}>
          <Lifetime seconds={app.access_token_lifetime} />
        </Fact>
        {app.kind === 'oauth2' && (
          <Fact name={fields.refresh_token_lifetime}>
            <Lifetime seconds={app.refresh_token_lifetime} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
