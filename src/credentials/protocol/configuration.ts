import type { ProviderEntry, ProviderSettings } from '../../schema/index.ts';
import type { Client, RequestStyle } from './client-request.ts';
import type { DpopKey } from './dpop-key.ts';

export type GrantType =
  'authorization_code' | 'device_code' | 'password' | 'client_credentials' | 'jwt_bearer' | 'token_exchange';

/**
 * Whether the client obtains tokens by itself (RFC 6749, 4.4; RFC 7523, 2.1). The next token is then requested like the
 * first, without a refresh token, so there is no grant that could be lost.
 */
export function isUnattended(grantType: string): grantType is 'client_credentials' | 'jwt_bearer' {
  return grantType === 'client_credentials' || grantType === 'jwt_bearer';
}

/** Everything needed to call a credential's provider, merged from the credential and its integration. */
export interface Configuration {
  grantType: GrantType;
  client: Client;
  /** Signs the JWT that is exchanged for tokens. Only with the grant type jwt_bearer. */
  signJwtGrant?: () => Promise<string>;
  /** What the tokens are bound to. Undefined without DPoP. */
  dpop?: DpopKey;
  /** How token and revocation requests are sent. */
  style: RequestStyle;
  /** Undefined if the grant type does not use it. */
  authorizationUrl: string | undefined;
  /** Undefined if the grant type does not use it. */
  deviceAuthorizationUrl: string | undefined;
  tokenUrl: string;
  /** What an account's tokens are stored with: the refresh token is sent nowhere else. */
  destination: string;
  refreshUrl: string;
  revocationUrl: string | undefined;
  redirectUri: string;
  scopes: string[];
  scopeSeparator: string;
  /** Additional parameters, with placeholders filled in. null leaves out a standard parameter. */
  authorizationParams: Params;
  tokenParams: Params;
  refreshParams: Params;
  pkce: boolean;
  baseUri: string | null;
  baseUriField: string | undefined;
  /** Whether connecting fails if the provider does not return a refresh token. */
  refreshTokenRequired: boolean;
  endpoints: ServiceEndpoints;
  /** Where the provider documents the account's ID, as a JSONata expression. */
  userIdExpression: string | undefined;
  /** Fields of the token response to return with the token even if their names look like secrets. */
  extraFields: readonly string[];
  /** What the provider does differently, from the credential or its integration. */
  settings: ProviderSettings;
  /** Values for placeholders that are filled in when a request is sent: the account's and the credential's. */
  values: Readonly<Record<string, string>>;
  /** How API requests carry the token, if not as `Authorization: Bearer`. */
  request: ProviderEntry['request'];
  /** The token URL comes from the built-in provider catalog, not from a tenant. */
  trusted: boolean;
}

export type Params = Readonly<Record<string, string | null>>;

/** Defaults for the config services, from the provider's catalog entry or its discovery document. */
export interface ServiceEndpoints {
  introspection_url?: string;
  userinfo_url?: string;
  jwks_url?: string;
  issuer?: string;
}

/** The scopes as requests send them; undefined if there are none. */
export function scopeOf({
  scopes,
  scopeSeparator,
}: Pick<Configuration, 'scopes' | 'scopeSeparator'>): string | undefined {
  return scopes.length > 0 ? scopes.join(scopeSeparator) : undefined;
}

/** The lifetime that the provider documents, in milliseconds, for responses that do not contain one. */
export function documentedLifetime({ settings }: Configuration): number | null {
  return settings.access_token_lifetime === undefined ? null : settings.access_token_lifetime * 1000;
}
