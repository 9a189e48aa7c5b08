import { declared, plainAttributes, type ResourceView } from '../../jsonapi/index.ts';
import { timeOrNull, toRfc3339 } from '../../system/clock.ts';
import type { CredentialTest } from './try-mapper.ts';
import type { Credential } from './store.ts';

/** Contains no secrets: the client secret is write-only, and only `tokens/issuing.ts` returns tokens. */
export const credentialView: ResourceView<Credential> = {
  ...declared('credential'),
  id: (credential) => credential.id,
  path: (credential) => credentialPath(credential.tenant_id, credential.id),
  version: (credential) => credential.version,
  attributes: (credential) => {
    const { connection } = credential;
    return {
      ...plainAttributes('credential', credential),
      response_type: 'code',
      has_client_secret: credential.sealed_secret !== null,
      previous_client_secret_expires_at: timeOrNull(credential.previous_client_secret_expires_at),
      state: connection.state,
      state_reason: connection.state_reason,
      state_reason_code: connection.state_reason_code,
      external_user_id: connection.external_user_id,
      granted_scopes: connection.scopes,
      account: connection.account,
      obtained_at: timeOrNull(connection.obtained_at),
      expires_at: timeOrNull(connection.expires_at),
      next_refresh_at: timeOrNull(connection.retry_at),
      refresh_token_expires_at: timeOrNull(connection.refresh_expires_at),
      ends_at: timeOrNull(connection.ends_at),
      ends_soon_from: timeOrNull(connection.ends_soon_from),
      connected_at: timeOrNull(connection.connected_at),
      created_at: toRfc3339(credential.created_at),
      updated_at: toRfc3339(credential.updated_at),
    };
  },
  relationships: (credential) => ({
    component: reference('component', credential.component_id),
    provider: reference('provider', credential.provider),
    oauth_client: reference('oauth-client', credential.oauth_client_id),
    connected_by: reference('user', credential.connection.connected_by),
    created_by: reference('user', credential.created_by),
  }),
  // They change with every refresh, and when the previous secret has expired.
  ignoredByIfMatch: [
    'previous_client_secret_expires_at',
    'obtained_at',
    'expires_at',
    'next_refresh_at',
    'refresh_token_expires_at',
    'ends_at',
    'ends_soon_from',
  ],
};

export const credentialTestView: ResourceView<CredentialTest> = {
  ...declared('credential-test'),
  id: ({ id }) => id,
  version: () => 1,
  attributes: ({ user_id, reason }) => ({ user_id, reason }),
  relationships: ({ credential_id }) => ({ credential: { type: 'credential', id: credential_id } }),
  related: ({ credential_id }, tenantId) => ({ credential: credentialPath(tenantId, credential_id) }),
};

export function credentialPath(tenantId: string, credentialId: string): string {
  return `/v2/tenants/${tenantId}/credentials/${credentialId}`;
}

export function reference(type: string, id: string | null): { type: string; id: string } | null {
  return id === null ? null : { type, id };
}
