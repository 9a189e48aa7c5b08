import type { ProviderSettings } from '../../schema/index.ts';
import type { Client, RequestStyle } from './client-request.ts';

/** Everything needed to call a credential's provider, merged from the credential and its integration. */
export interface Configuration {
  grantType: 'authorization_code' | 'password' | 'client_credentials';
  client: Client;
  /** How token and revocation requests are sent. */
  style: RequestStyle;
  /** Undefined if the grant type does not use it. */
  authorizationUrl: string | undefined;
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
  /** Fields of the token response to return with the token even if their names look like secrets. */
  extraFields: readonly string[];
  /** What the provider does differently, from the credential or its integration. */
  settings: ProviderSettings;
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

/** The lifetime that the provider documents, in milliseconds, for responses that do not contain one. */
export function documentedLifetime({ settings }: Configuration): number | null {
  return settings.access_token_lifetime === undefined ? null : settings.access_token_lifetime * 1000;
}
