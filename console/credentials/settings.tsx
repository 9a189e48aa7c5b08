import { Fact, Facts } from '../parts/facts.tsx';
import { Copyable } from '../parts/copy.tsx';
import { JsonBlock } from '../parts/json-block.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { Scopes } from './account.tsx';
import type { CredentialRecord } from './credential-record.ts';
import { useDefaultRedirectUri } from './default-redirect-uri.ts';
import { PreviousSecret } from '../parts/previous-secret.tsx';
import { Panel } from '../parts/panel.tsx';

const words = texts.console.credentials;
const { fields } = texts.resources.credentials;
const form = texts.console.credential_form;

const URLS = ['issuer', 'base_uri', 'authorization_url', 'device_authorization_url', 'token_url'] as const;

/** The settings of a credential, read-only. Settings left to the integration are marked as such. */
export function Settings({ credential }: { credential: CredentialRecord }) {
  const { description, authentication_type, base_uri } = credential;
  return (
    <Panel title={words.settings}>
      <Facts>
        {typeof description === 'string' && <Fact name={fields.description}>{description}</Fact>}
        <Fact name={fields.authentication_type}>{form.authentication_types[authentication_type]}</Fact>
        {authentication_type === 'oauth2' || authentication_type === 'oauth1' ? (
          <OauthSettings credential={credential} />
        ) : (
          typeof base_uri === 'string' && <Fact name={fields.base_uri}>{base_uri}</Fact>
        )}
        <Pairs name={form.parameters} pairs={credential.parameters} />
        <Fact name={fields.created_at}>
          <Moment at={credential.created_at} />
        </Fact>
        <Fact name={fields.updated_at}>
          <Moment at={credential.updated_at} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function OauthSettings({ credential }: { credential: CredentialRecord }) {
  const defaultRedirectUri = useDefaultRedirectUri();
  const { grant_type, client_id, has_client_secret, scopes, provider_settings } = credential;
  const custom = typeof credential.provider_id !== 'string' && typeof credential.component_id !== 'string';
  const redirectUri = credential.redirect_uri ?? defaultRedirectUri;
  return (
    <>
      <Fact name={fields.grant_type}>{form.grants[grant_type]}</Fact>
      <Fact name={fields.client_id}>
        {client_id ??
          (typeof credential.oauth_client_id !== 'string'
            ? words.secret_none
            : typeof credential.component_id === 'string'
              ? form.client_of_component
              : form.client_of_tenant)}
      </Fact>
      {client_id !== null && (
        <Fact name={fields.client_secret}>{has_client_secret ? words.secret_kept : words.secret_none}</Fact>
      )}
      <PreviousSecret />
      {URLS.filter((name) => typeof credential[name] === 'string').map((name) => (
        <Fact key={name} name={fields[name]}>
          {String(credential[name])}
        </Fact>
      ))}
      {grant_type === 'authorization_code' && redirectUri !== undefined && (
        <Fact name={fields.redirect_uri}>
          <Copyable value={redirectUri} name={fields.redirect_uri} />
          <div>{words.register}</div>
        </Fact>
      )}
      <Fact name={fields.scopes}>
        {scopes === null ? custom ? words.secret_none : words.from_integration : <Scopes scopes={scopes} />}
      </Fact>
      <Pairs name={fields.authorization_params} pairs={credential.authorization_params} />
      <Pairs name={fields.token_params} pairs={credential.token_params} />
      {Object.keys(provider_settings).length > 0 && (
        <Fact name={fields.provider_settings}>
          <JsonBlock value={provider_settings} name={fields.provider_settings} />
        </Fact>
      )}
      {credential.non_expiring_tokens === true && <Fact name={fields.non_expiring_tokens}>{words.yes}</Fact>}
    </>
  );
}

function Pairs({
  name,
  pairs = {},
}: {
  name: string;
  pairs: Readonly<Record<string, string | null | undefined>> | undefined;
}) {
  if (Object.keys(pairs).length === 0) return null;
  return (
    <Fact name={name}>
      {Object.entries(pairs).map(([key, value]) => (
        <div key={key}>{value === null ? `${key}: ${form.left_out}` : `${key}=${value}`}</div>
      ))}
    </Fact>
  );
}
