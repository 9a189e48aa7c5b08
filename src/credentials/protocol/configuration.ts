import type { Client } from './client-request.ts';

/** Everything needed to call a credential's provider, merged from the credential and its integration. */
export interface Configuration {
  client: Client;
  /** Undefined if the grant type does not use it. */
  authorizationUrl: string | undefined;
  tokenUrl: string;
  refreshUrl: string;
  tokenRequestFormat: 'form' | 'json';
  revocationUrl: string | undefined;
  redirectUri: string;
  scopes: string[];
  scopeSeparator: string;
  authorizationParams: Record<string, string>;
  tokenParams: Record<string, string>;
  refreshParams: Record<string, string>;
  refreshScope: boolean;
  pkce: boolean;
  baseUri: string | null;
  baseUriField: string | undefined;
  /** Whether connecting fails if the provider does not return a refresh token. */
  refreshTokenRequired: boolean;
  /** Access token lifetime in milliseconds, if the provider documents it. */
  lifetime: number | null;
  endpoints: ServiceEndpoints;
  /** Fields of the token response to return with the token even if their names look like secrets. */
  extraFields: readonly string[];
  /** The token URL comes from the built-in provider catalog, not from a tenant. */
  trusted: boolean;
}

/** Defaults for the config services, from the provider's catalog entry or its discovery document. */
export interface ServiceEndpoints {
  introspection_url?: string;
  userinfo_url?: string;
  jwks_url?: string;
  issuer?: string;
}
