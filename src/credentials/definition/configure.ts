import { findVisible, tokenUriOf } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import { assertUsable, findOauthClient, type SecretBox } from '../../oauth-clients/index.ts';
import {
  isUnattended,
  scopeOf,
  STANDARD_STYLE,
  type Configuration,
  type RequestStyle,
  type ServiceEndpoints,
} from '../protocol/index.ts';
import type { ProviderSettings, TokenExchange } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import { openOwnClient, type Boxes, type ClientPair } from './client-secret.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import type { Integration, ReadIntegration } from './integration.ts';
import { assertSecretDestination, hasOwnDestination, withDestinations } from './secret-destination.ts';
import type { Credential } from './store.ts';
import { createFill, incomplete, type Fill } from './placeholders.ts';
import { authenticationOf, clientWith, signaturesOf, signingSettingsOf } from './signing-client.ts';

/**
 * Builds the configuration for calling a credential's provider.
 * @throws AppError credential_incomplete naming what is missing, token_url_changed, component_not_found,
 *   oauth_client_orphaned, url_not_allowed
 */
export type Configure = (
  db: TenantDb,
  credential: Credential,
  /** The values of the account, of which the settings say what is kept. Default: those of the connected account. */
  accountOf?: (settings: ProviderSettings) => Readonly<Record<string, string>>,
) => Promise<Configuration>;

export function createConfigure(parts: {
  readIntegration: ReadIntegration;
  clientSecrets: SecretBox;
  secrets: CredentialSecrets;
  outbound: Outbound;
  redirectUri: string;
  clock: Clock;
}): Configure {
  const { readIntegration, outbound } = parts;
  return async (db, credential, accountOf = () => credential.connection.account) => {
    const integration = await readIntegration(db, credential);
    const redirectUri = credential.redirect_uri ?? parts.redirectUri;
    const settings = settingsOf(credential, integration);
    const fill = createFill(credential, integration, { redirect_uri: redirectUri }, accountOf(settings));
    const { missing, url, params } = fill;

    const tokenUrl = url(credential.token_url ?? integration.tokenUrl);
    const refreshUrl = fill.settingUrl(settings.refresh_url);
    const authorizationUrl =
      credential.grant_type === 'authorization_code'
        ? url(credential.authorization_url ?? integration.authorizationUrl)
        : undefined;
    // The integration's endpoints do not belong to another server.
    const theirs = credential.token_url === null ? integration : undefined;
    const deviceAuthorizationUrl =
      credential.grant_type === 'device_code'
        ? url(credential.device_authorization_url ?? theirs?.deviceAuthorizationUrl)
        : undefined;
    if (tokenUrl === undefined) missing.add('token_url');
    if (credential.grant_type === 'authorization_code' && authorizationUrl === undefined)
      missing.add('authorization_url');
    if (credential.grant_type === 'device_code' && deviceAuthorizationUrl === undefined)
      missing.add('device_authorization_url');
    const endpoints = endpointsOf(credential, integration, url);
    const tokenExchange = settings.token_exchange && filledExchange(settings.token_exchange, fill);
    const pair = await clientOf(db, credential, parts, integration);
    if (pair === undefined) missing.add('client_id');
    const client = pair && clientWith(pair, authenticationOf(credential, integration), credential, missing);
    const signing = client && signingSettingsOf(settings, fill, credential, client.client_id);
    const revocationTemplate = credential.revocation_url ?? theirs?.revocationUrl;
    const revocationUrl = url(revocationTemplate, { client_id: client?.client_id ?? '' });
    const baseUri = fill.baseUri(credential.base_uri ?? integration.baseUri, settings) ?? null;
    const filledParams = {
      authorizationParams: params({ ...integration.authorizationParams, ...credential.authorization_params }),
      tokenParams: params({ ...integration.tokenParams, ...credential.token_params }),
      refreshParams: params({ ...settings.refresh_params, ...credential.token_params }),
    };
    if (missing.size > 0 || client === undefined || signing === undefined || tokenUrl === undefined)
      throw incomplete([...missing]);
    const called = [
      tokenUrl,
      refreshUrl,
      authorizationUrl,
      deviceAuthorizationUrl,
      revocationUrl,
      tokenExchange?.url,
      tokenExchange?.refresh_url,
    ];
    for (const address of called) if (address !== undefined) outbound.assertAllowed(address);

    const scopes = credential.scopes ?? integration.scopes ?? [];
    const scopeSeparator = credential.scope_separator ?? integration.scopeSeparator ?? ' ';
    const scope = scopeOf({ scopes, scopeSeparator });
    return {
      grantType: credential.grant_type,
      ...(await signaturesOf(client, signing, { tokenUrl, scope, clock: parts.clock })),
      style: styleOf(settings),
      authorizationUrl,
      deviceAuthorizationUrl,
      tokenUrl,
      destination: withDestinations(tokenUrl, integration),
      refreshUrl: refreshUrl ?? tokenUrl,
      revocationUrl,
      redirectUri,
      scopes,
      scopeSeparator,
      ...filledParams,
      pkce: credential.pkce ?? integration.pkce ?? true,
      baseUri,
      baseUriField: credential.base_uri === null ? integration.baseUriField : undefined,
      refreshTokenRequired:
        !isUnattended(credential.grant_type) &&
        tokenExchange === undefined &&
        !credential.non_expiring_tokens &&
        !(integration.neverExpires ?? false),
      endpoints,
      extraFields: integration.extraFields ?? [],
      settings: { ...settings, ...(tokenExchange && { token_exchange: tokenExchange }) },
      values: fill.values,
      request: integration.request,
      trusted: integration.trusted && !hasOwnDestination(credential),
    };
  };
}

/**
 * What the provider does differently. A credential with its own token URL uses another server, which the URLs of the
 * catalog do not belong to. It cannot leave out a signature that its provider has.
 */
function settingsOf(
  { token_url, provider_settings: own }: Credential,
  { settings: theirs = {} }: Integration,
): ProviderSettings {
  const { refresh_url: _, token_exchange: __, account_lookup: ___, ...withoutUrls } = theirs;
  const inherited = token_url === null ? theirs : withoutUrls;
  const signature = theirs.callback?.signature;
  const signed =
    signature === undefined ? {} : { callback: { ...theirs.callback, ...own.callback, signature } };
  return { ...inherited, ...own, ...signed };
}

function styleOf(settings: ProviderSettings): RequestStyle {
  return {
    method: settings.token_request_method ?? STANDARD_STYLE.method,
    format: settings.token_request_format ?? STANDARD_STYLE.format,
    headers: (settings.token_headers ?? {}) as Record<string, string>,
    clientIdName: settings.client_id_name ?? STANDARD_STYLE.clientIdName,
    basicEncoding: settings.basic_encoding ?? STANDARD_STYLE.basicEncoding,
    omitted: [],
  };
}

function filledExchange(exchange: TokenExchange, { settingUrl, params }: Fill): TokenExchange {
  const refreshUrl = settingUrl(exchange.refresh_url);
  return {
    ...exchange,
    url: settingUrl(exchange.url)!,
    params: params(exchange.params),
    ...(exchange.refresh_params !== undefined && { refresh_params: params(exchange.refresh_params) }),
    ...(refreshUrl !== undefined && { refresh_url: refreshUrl }),
  };
}

function endpointsOf(credential: Credential, integration: Integration, url: Fill['url']): ServiceEndpoints {
  const all = {
    introspection_url: url(credential.introspection_url ?? integration.introspectionUrl),
    userinfo_url: url(credential.userinfo_url ?? integration.userinfoUrl),
    jwks_url: url(credential.jwks_url ?? integration.jwksUrl),
    issuer: url(credential.issuer ?? integration.issuer),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as ServiceEndpoints;
}

/**
 * The credential's own client, or the tenant's OAuth client, to be sent to the token URL.
 * @throws AppError token_url_changed, oauth_client_orphaned
 */
export async function clientOf(
  db: TenantDb,
  credential: Credential,
  { clientSecrets, secrets }: Boxes,
  integration: Integration,
): Promise<ClientPair | undefined> {
  const own = await openOwnClient(db.tenantId, credential, secrets);
  if (own !== undefined) {
    assertSecretDestination(credential, integration);
    return own;
  }
  if (credential.oauth_client_id === null) return undefined;
  const client = await findOauthClient(db, credential.oauth_client_id);
  if (client === undefined) return undefined;
  assertUsable(client);
  // The component's owner may be another tenant and can put any URL into the descriptor. So the secret is only sent to
  // the token URL from when it was entered, or to the credential's own, which requires an extra permission to set.
  if (credential.token_url === null && credential.component_id !== null) {
    const component = await findVisible(db, credential.component_id);
    const same = client.component_id === credential.component_id;
    if (component === undefined || !same || tokenUriOf(component) !== client.token_uri) {
      throw new AppError(
        'token_url_changed',
        'The token URL of the component has changed since the secret of its OAuth client was entered. If you trust the new URL, enter the secret again with PATCH on the OAuth client.',
        { meta: { oauth_client: client.id } },
      );
    }
  }
  return clientSecrets.open(client);
}
