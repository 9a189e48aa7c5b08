import type { Credential } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type GrantType =
  'authorization_code' | 'device_code' | 'password' | 'client_credentials' | 'jwt_bearer' | 'token_exchange';

/** Whether the client obtains tokens by itself, without a refresh token. */
export function isUnattended(grantType: GrantType): boolean {
  return grantType === 'client_credentials' || grantType === 'jwt_bearer';
}

export type AuthenticationType = 'oauth2' | 'oauth1' | 'api_key' | 'basic';

export interface CredentialRecord extends RecordOf<Credential> {
  /** Included in lists. */
  component?: { id: string; name: string };
}
