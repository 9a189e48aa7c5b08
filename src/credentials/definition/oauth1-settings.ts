import type { TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import type { Oauth1Settings, Oauth1Signing } from '../../schema/index.ts';
import { isPrivateKey, type Oauth1Configuration, type Oauth1Style } from '../protocol/index.ts';
import { openSigningClient, type Boxes } from './client-secret.ts';
import { clientOf } from './configured-client.ts';
import type { Integration, ReadIntegration } from './integration.ts';
import type { KeySettings } from './key-settings.ts';
import { createFill, incomplete, type Fill } from './placeholders.ts';
import type { Credential } from './store.ts';

/** The settings of a credential with OAuth 1.0. */
export interface Oauth1Reader {
  /**
   * To sign requests to the provider's API. The client secret must not be sent anywhere.
   * @throws AppError credential_incomplete, oauth_client_orphaned
   */
  forSigning(db: TenantDb, credential: Credential): Promise<SigningSettings>;
  /**
   * To connect an account in the browser.
   * @throws AppError credential_incomplete, token_url_changed, oauth_client_orphaned, url_not_allowed
   */
  forConnecting(db: TenantDb, credential: Credential): Promise<Oauth1Configuration>;
}

export interface SigningSettings extends KeySettings {
  client: Oauth1Configuration['client'];
  style: Oauth1Style;
  /** Parameters of the redirect that are kept with the account. */
  callbackValues: readonly string[];
  /** Where the token response has values that are kept with the account, by name. */
  responseValues: Record<string, string | undefined>;
  /** Where the provider documents the account's ID, as a JSONata expression. */
  userIdExpression: string | undefined;
}

export function createOauth1Reader(
  parts: Boxes & { readIntegration: ReadIntegration; outbound: Outbound; redirectUri: string },
): Oauth1Reader {
  const { readIntegration, outbound } = parts;
  return {
    async forSigning(db, credential) {
      const integration = await readIntegration(db, credential);
      const fill = createFill(credential, integration, {});
      const { missing } = fill;
      const settings = settingsOf(credential, integration);
      const style = styleOf(oauth1Of(credential, integration), fill);
      const baseUri = fill.baseUri(credential.base_uri ?? integration.baseUri, settings);
      const client = usableClient(await openSigningClient(db, credential, parts), style, missing);
      if (missing.size > 0 || client === undefined) throw incomplete([...missing]);
      const { callback, token_response } = settings;
      return {
        client,
        style,
        baseUri: baseUri ?? null,
        request: integration.request,
        callbackValues: callback?.values ?? [],
        responseValues: token_response?.values ?? {},
        userIdExpression: integration.userIdExpression,
      };
    },
    async forConnecting(db, credential) {
      const integration = await readIntegration(db, credential);
      const redirectUri = credential.redirect_uri ?? parts.redirectUri;
      const fill = createFill(credential, integration, { redirect_uri: redirectUri });
      const { missing, url, params } = fill;
      const oauth1 = oauth1Of(credential, integration);
      const style = styleOf(oauth1, fill);
      const own = credential.provider_settings.oauth1?.request_token_url;
      const requestTokenUrl = own === undefined ? url(oauth1.request_token_url) : fill.settingUrl(own);
      const authorizationUrl = url(credential.authorization_url ?? integration.authorizationUrl);
      const tokenUrl = url(credential.token_url ?? integration.tokenUrl);
      if (requestTokenUrl === undefined) missing.add('provider_settings.oauth1.request_token_url');
      if (authorizationUrl === undefined) missing.add('authorization_url');
      if (tokenUrl === undefined) missing.add('token_url');
      // Without a token URL, the error names what is missing, and the client is not sent anywhere.
      const find = tokenUrl === undefined ? openSigningClient : clientOf;
      const client = usableClient(await find(db, credential, parts, integration), style, missing);
      const filled = {
        authorizationParams: params({
          ...scopeOf(credential, integration),
          ...integration.authorizationParams,
          ...credential.authorization_params,
        }),
        tokenParams: params({ ...integration.tokenParams, ...credential.token_params }),
      };
      if (
        missing.size > 0 ||
        client === undefined ||
        requestTokenUrl === undefined ||
        authorizationUrl === undefined ||
        tokenUrl === undefined
      )
        throw incomplete([...missing]);
      for (const address of [requestTokenUrl, authorizationUrl, tokenUrl]) outbound.assertAllowed(address);
      const headers = settingsOf(credential, integration).token_headers as Record<string, string> | undefined;
      return {
        client,
        style,
        requestTokenUrl,
        authorizationUrl,
        tokenUrl,
        redirectUri,
        ...filled,
        headers: headers ?? {},
      };
    },
  };
}

/** How requests are signed, as it is returned with the token. */
export function signingOf({ client, style }: SigningSettings): Oauth1Signing {
  const { signature_method, realm = null, transmission } = style;
  return { consumer_key: client.client_id, signature_method, realm, transmission };
}

function settingsOf({ provider_settings }: Credential, { settings }: Integration) {
  return { ...settings, ...provider_settings };
}

/** Single members of the provider's can be overruled. Its URL does not belong to the server of another token URL. */
function oauth1Of(
  { token_url, provider_settings }: Credential,
  { settings = {} }: Integration,
): Oauth1Settings {
  const { request_token_url, ...theirs } = settings.oauth1 ?? {};
  const inherited = token_url === null && request_token_url !== undefined ? { request_token_url } : {};
  return { ...theirs, ...inherited, ...provider_settings.oauth1 };
}

/** @throws AppError credential_incomplete */
function styleOf(
  { signature_method = 'HMAC-SHA1', realm, transmission = 'header' }: Oauth1Settings,
  { text }: Fill,
): Oauth1Style {
  const filled = realm === undefined ? undefined : text(realm);
  if (filled !== undefined && !/^[\x20!#-[\]-~]*$/.test(filled))
    throw new AppError(
      'credential_incomplete',
      'The realm must consist of visible ASCII characters and spaces, without " and \\. Change the parameter that is part of it.',
      { meta: { missing: ['provider_settings.oauth1.realm'] } },
    );
  return { signature_method, realm: filled, transmission };
}

/** OAuth 1.0 has no public clients: every request is signed. A private key must not be used as a secret. */
function usableClient(
  client: { client_id: string; client_secret: string | null } | undefined,
  { signature_method }: Oauth1Style,
  missing: Set<string>,
): Oauth1Configuration['client'] | undefined {
  if (client === undefined) missing.add('client_id');
  else if (client.client_secret === null) missing.add('client_secret');
  if (client === undefined || client.client_secret === null) return undefined;
  const { client_id, client_secret } = client;
  if (signature_method.startsWith('RSA-') || !isPrivateKey(client_secret))
    return { client_id, client_secret };
  throw new AppError(
    'credential_incomplete',
    `client_secret is a private key, which is only used with the signature methods RSA-SHA1 and RSA-SHA256. Set provider_settings.oauth1.signature_method, or enter the consumer secret.`,
    { meta: { missing: ['provider_settings.oauth1.signature_method'] } },
  );
}

/** Providers that limit the access ask for it in the authorization URL, as Trello does. */
function scopeOf(credential: Credential, integration: Integration): Record<string, string> {
  const scopes = credential.scopes ?? integration.scopes ?? [];
  const separator = credential.scope_separator ?? integration.scopeSeparator ?? ' ';
  const name = settingsOf(credential, integration).scope_parameter ?? 'scope';
  return scopes.length === 0 ? {} : { [name]: scopes.join(separator) };
}
