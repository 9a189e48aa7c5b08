import { NO_PREVIOUS_SECRET } from '../../oauth-clients/index.ts';
import { NEVER_CONNECTED } from './connection.ts';
import type { Credential } from './store.ts';

/** A credential before its attributes are set. */
export const DEFAULTS: Omit<
  Credential,
  'tenant_id' | 'id' | 'version' | 'created_at' | 'updated_at' | 'created_by'
> = {
  name: '',
  description: null,
  component_tenant_id: null,
  component_id: null,
  provider: null,
  oauth_client_id: null,
  authentication_type: 'oauth2',
  grant_type: 'authorization_code',
  client_id: null,
  sealed_secret: null,
  ...NO_PREVIOUS_SECRET,
  secret_token_url: null,
  base_uri: null,
  authorization_url: null,
  device_authorization_url: null,
  token_url: null,
  redirect_uri: null,
  revocation_url: null,
  issuer: null,
  introspection_url: null,
  userinfo_url: null,
  jwks_url: null,
  scopes: null,
  scope_separator: null,
  authorization_params: {},
  token_params: {},
  parameters: {},
  client_authentication: null,
  pkce: null,
  non_expiring_tokens: false,
  keep_alive: true,
  config_services: {},
  provider_settings: {},
  connection: NEVER_CONNECTED,
};
