import { Fact, Facts } from '../parts/facts.tsx';
import { fill } from '../parts/fill.ts';
import { Lifetime } from '../parts/lifetime.tsx';
import { Panel } from '../parts/panel.tsx';
import { texts } from '../texts/index.ts';
import { isOauth, type ProviderEntry, type ProviderRecord } from './provider-record.ts';

const words = texts.console.providers;
const form = texts.console.credential_form;
const { fields } = texts.resources.providers;

const URLS = [
  'authorization_url',
  'device_authorization_url',
  'token_url',
  'refresh_url',
  'revocation_url',
  'introspection_url',
  'userinfo_url',
  'jwks_url',
  'issuer',
  'base_uri',
] as const;

const LIFETIMES = ['access_token_lifetime', 'refresh_token_lifetime', 'refresh_token_idle_lifetime'] as const;

/** The attributes shown here. */
export const AUTHENTICATION_ATTRIBUTES = [
  ...URLS,
  ...LIFETIMES,
  'authentication_type',
  'api_key',
  'basic',
  'grant_types',
  'client_authentication',
  'pkce',
  'scope_separator',
  'refresh_token',
  'rotates_refresh_token',
  'request',
] as const;

/** How accounts are connected at the provider: "Authorization code, Client credentials" or "API key". */
export function authenticationLabel({
  authentication_type: type = 'oauth2',
  grant_types = [],
}: Pick<ProviderRecord, 'authentication_type' | 'grant_types'>): string {
  return type === 'oauth2'
    ? grant_types.map((grant) => form.grants[grant]).join(', ')
    : form.authentication_types[type];
}

/** How the provider authenticates: its URLs, the client, tokens and their lifetimes. */
export function Authentication({ entry }: { entry: ProviderEntry }) {
  const { authentication_type: type = 'oauth2', grant_types = [], request } = entry;
  return (
    <Panel title={words.authentication}>
      <Facts>
        <Fact name={fields.authentication_type}>{form.authentication_types[type]}</Fact>
        {isOauth(type) && <Fact name={fields.grant_types}>{authenticationLabel({ grant_types })}</Fact>}
        <Logins entry={entry} />
        {URLS.map(
          (name) =>
            entry[name] !== undefined && (
              <Fact key={name} name={fields[name]}>
                <code>{entry[name]}</code>
              </Fact>
            ),
        )}
        {isOauth(type) && <OauthFacts entry={entry} />}
        {request !== undefined && (
          <Fact name={words.request}>
            {request.in === 'query'
              ? fill(words.request_query, { name: request.name })
              : fill(words.request_header, {
                  name: request.name,
                  prefix: request.prefix ?? '',
                  token: words.token,
                })}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** What the provider calls an API key, or a username and password, and where to find them. */
function Logins({ entry: { api_key, basic } }: { entry: ProviderEntry }) {
  const where = api_key?.where ?? basic?.where;
  return (
    <>
      {api_key !== undefined && <Fact name={words.api_key_label}>{api_key.label}</Fact>}
      {basic !== undefined && (
        <>
          <Fact name={words.username}>{basic.username}</Fact>
          <Fact name={words.password}>{basic.password}</Fact>
        </>
      )}
      {where !== undefined && <Fact name={words.where}>{where}</Fact>}
    </>
  );
}

function OauthFacts({ entry }: { entry: ProviderEntry }) {
  const { client_authentication, pkce, scope_separator, refresh_token, rotates_refresh_token } = entry;
  return (
    <>
      {client_authentication !== undefined && (
        <Fact name={fields.client_authentication}>{form.authentications[client_authentication]}</Fact>
      )}
      {pkce !== undefined && <Fact name={fields.pkce}>{form.pkces[`${pkce}`]}</Fact>}
      {scope_separator !== undefined && (
        <Fact name={fields.scope_separator}>{form.separators[scope_separator]}</Fact>
      )}
      {refresh_token !== undefined && (
        <Fact name={words.refresh_token}>
          {words.refresh_tokens[refresh_token]}
          {rotates_refresh_token === true && <div>{words.rotates}</div>}
        </Fact>
      )}
      {LIFETIMES.map((name) => {
        const seconds = entry[name];
        return (
          typeof seconds === 'number' && (
            <Fact key={name} name={words.lifetimes[name]}>
              <Lifetime seconds={seconds} />
            </Fact>
          )
        );
      })}
    </>
  );
}
