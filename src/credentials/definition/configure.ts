import type { TenantDb } from '../../db/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { SecretBox } from '../../oauth-clients/index.ts';
import {
  exchangeOf,
  isSelfIssued,
  isUnattended,
  readDpopKey,
  scopeOf,
  STANDARD_STYLE,
  type Configuration,
  type DpopKey,
  type RequestStyle,
  type ServiceEndpoints,
} from '../protocol/index.ts';
import type { ProviderSettings, TokenExchange } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { clientOf, withPrevious } from './configured-client.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import type { Integration, ReadIntegration } from './integration.ts';
import { hasOwnDestination, NO_TOKEN_URL, withDestinations } from './secret-destination.ts';
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
  log: Log;
}): Configure {
  const { readIntegration, outbound, clock, log } = parts;
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
    const needsUrl = !isSelfIssued({ grantType: credential.grant_type, settings });
    if (tokenUrl === undefined && needsUrl) missing.add('token_url');
    if (credential.grant_type === 'authorization_code' && authorizationUrl === undefined)
      missing.add('authorization_url');
    if (credential.grant_type === 'device_code' && deviceAuthorizationUrl === undefined)
      missing.add('device_authorization_url');
    const endpoints = endpointsOf(credential, integration, url);
    if (
      credential.grant_type === 'token_exchange' &&
      settings.token_exchange?.subject_token_type === undefined
    )
      missing.add('provider_settings.token_exchange.subject_token_type');
    const exchange = exchangeOf({ grantType: credential.grant_type, settings });
    const pair = await clientOf(db, credential, { ...parts, now: clock() }, integration);
    if (pair === undefined) missing.add('client_id');
    const tokenExchange =
      settings.token_exchange && filledExchange(settings.token_exchange, fill, pair?.client_id ?? '');
    const authentication = authenticationOf(credential, integration);
    const client = pair && clientWith(pair, authentication, credential, missing);
    const signing = client && signingSettingsOf(settings, fill, credential, client.client_id);
    const revocationTemplate = credential.revocation_url ?? theirs?.revocationUrl;
    const revocationUrl = url(revocationTemplate, { client_id: client?.client_id ?? '' });
    const baseUri = fill.baseUri(credential.base_uri ?? integration.baseUri, settings) ?? null;
    const filledParams = {
      authorizationParams: params({ ...integration.authorizationParams, ...credential.authorization_params }),
      tokenParams: params({ ...integration.tokenParams, ...credential.token_params }),
      refreshParams: params({ ...settings.refresh_params, ...credential.token_params }),
    };
    if (missing.size > 0 || client === undefined || signing === undefined) throw incomplete([...missing]);
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
    const signed = { tokenUrl, scope: scopeOf({ scopes, scopeSeparator }), clock };
    const rotated = await withPrevious(
      await signaturesOf(client, signing, signed),
      pair?.previous_secret ?? null,
      {
        build: (client_secret) =>
          signaturesOf(
            clientWith({ ...client, client_secret }, authentication, credential, missing),
            signing,
            signed,
          ),
        onAccepted: () =>
          log.warn(
            { tenant: db.tenantId, credential: credential.id },
            'the provider accepted only the previous client secret',
          ),
      },
    );
    const dpop = settings.dpop === true ? await keyOf(credential, parts) : undefined;
    return {
      grantType: credential.grant_type,
      ...rotated,
      ...(dpop !== undefined && { dpop }),
      style: styleOf(settings),
      authorizationUrl,
      deviceAuthorizationUrl,
      // Empty only for grants that do not use it.
      tokenUrl: tokenUrl ?? '',
      destination: withDestinations(tokenUrl ?? NO_TOKEN_URL, integration),
      refreshUrl: refreshUrl ?? tokenUrl ?? '',
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
        (exchange === undefined || exchange === 'standard') &&
        !credential.non_expiring_tokens &&
        !(integration.neverExpires ?? false),
      endpoints,
      userIdExpression: theirs?.userIdExpression,
      extraFields: integration.extraFields ?? [],
      settings: { ...settings, ...(tokenExchange && { token_exchange: tokenExchange }) },
      values: fill.values,
      request: integration.request,
      trusted: integration.trusted && !hasOwnDestination(credential),
    };
  };
}

/** The key that the tokens of the connected account are bound to; undefined if they are not. */
async function keyOf(
  { tenant_id: tenantId, id, connection: { access } }: Credential,
  { secrets, clock }: { secrets: CredentialSecrets; clock: Clock },
): Promise<DpopKey | undefined> {
  if (access === null) return undefined;
  const { dpop_key } = await secrets.openAccess({ tenantId, id }, access);
  return dpop_key === undefined ? undefined : readDpopKey(dpop_key, clock);
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
    clientSecretName: settings.client_secret_name ?? STANDARD_STYLE.clientSecretName,
    basicEncoding: settings.basic_encoding ?? STANDARD_STYLE.basicEncoding,
    emptySecret: settings.empty_secret ?? STANDARD_STYLE.emptySecret,
    omitted: [],
  };
}

/** The audience and the resource say whom the token is for, like the claims of a JWT. */
function filledExchange(
  { audience, resource, url, refresh_url, params, refresh_params, ...rest }: TokenExchange,
  fill: Fill,
  clientId: string,
): TokenExchange {
  const claims = (templates: string | readonly string[] = []) => {
    const all = [templates].flat().map((template) => fill.claim(template, clientId));
    const known = all.filter((value) => value !== undefined);
    return known.length > 1 ? known : known[0];
  };
  const filled = {
    audience: claims(audience),
    resource: claims(resource),
    url: fill.settingUrl(url),
    refresh_url: fill.settingUrl(refresh_url),
  };
  // They are filled when the request is sent. A value that was filled in now could bring placeholders for secrets.
  const later = { params, refresh_params };
  for (const one of Object.values(later)) if (one !== undefined) fill.params(one);
  const present = Object.entries({ ...filled, ...later }).filter(([, value]) => value !== undefined);
  return { ...rest, ...(Object.fromEntries(present) as TokenExchange) };
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
