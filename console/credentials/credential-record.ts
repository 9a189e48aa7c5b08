import type { ApiRecord } from '../api/records.ts';

export type GrantType = 'authorization_code' | 'password' | 'client_credentials';

export interface CredentialRecord extends ApiRecord {
  name: string;
  description?: string | null;
  grant_type: GrantType;
  client_id: string | null;
  has_client_secret: boolean;
  non_expiring_tokens?: boolean;
  authorization_params?: Record<string, string>;
  token_params?: Record<string, string>;
  /** What fills the places in the URLs. */
  parameters?: Record<string, string>;
  scopes: string[] | null;
  redirect_uri: string | null;
  config_services: Record<string, { type: string }>;
  state: 'pending' | 'connected' | 'needs_reauthorization' | 'error';
  state_reason: string | null;
  state_reason_code: string | null;
  external_user_id: string | null;
  granted_scopes: string[] | null;
  obtained_at: string | null;
  expires_at: string | null;
  /** After a refresh that failed. */
  next_refresh_at?: string | null;
  connected_at: string | null;
  updated_at: string;
  provider_id?: string | null;
  component_id?: string | null;
  component?: { id: string; name: string };
  oauth_client_id?: string | null;
}
