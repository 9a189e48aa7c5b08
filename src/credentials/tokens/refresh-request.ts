import type { TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import {
  mayReceiveTokens,
  type Configure,
  type Credential,
  type CredentialSecrets,
} from '../definition/index.ts';
import {
  ConnectionError,
  exchangeOf,
  isUnattended,
  type Configuration,
  type Grant,
} from '../protocol/index.ts';

/** The request that refreshes a credential's token. */
export interface RefreshRequest {
  configuration: Configuration;
  grant: Grant;
}

interface Parts {
  configure: Configure;
  secrets: CredentialSecrets;
}

/**
 * @throws AppError credential_needs_reauthorization if there is no refresh token; token_url_changed; and everything
 *   that `Configure` throws
 */
export async function refreshRequestOf(
  { configure, secrets }: Parts,
  db: TenantDb,
  credential: Credential,
): Promise<RefreshRequest> {
  const configuration = await configure(db, credential);
  return { configuration, grant: await grantOf(secrets, credential, configuration) };
}

async function grantOf(
  secrets: CredentialSecrets,
  { tenant_id, id, grant_type, connection }: Credential,
  configuration: Configuration,
): Promise<Grant> {
  if (!mayReceiveTokens(connection, configuration)) {
    throw new AppError(
      'token_url_changed',
      'The token URL has changed since the account was connected. If you trust the new URL, connect the account again.',
    );
  }
  // Do not use a refresh token, which the server should not have issued (RFC 6749, 4.4.3; RFC 7521, 4.1): it may have
  // expired.
  if (grant_type === 'jwt_bearer' && connection.subject_token !== null) {
    const { actor_token } = await secrets.openSubject({ tenantId: tenant_id, id }, connection.subject_token);
    return { grant_type, ...(actor_token !== null && { actor_token }) };
  }
  if (isUnattended(grant_type)) return { grant_type };
  if (connection.refresh_token !== null) {
    const key = { tenantId: tenant_id, id };
    const refresh_token = await secrets.openRefreshToken(key, connection.refresh_token);
    return { grant_type: 'refresh_token', refresh_token };
  }
  if (connection.subject_token !== null) {
    const subject = await secrets.openSubject({ tenantId: tenant_id, id }, connection.subject_token);
    return { grant_type: 'token_exchange', ...subject };
  }
  // A longer-lived access token is exchanged for the next one, as long as it is valid.
  if (exchangeOf(configuration) === 'own' && connection.access !== null) {
    const { access_token } = await secrets.openAccess({ tenantId: tenant_id, id }, connection.access);
    return { grant_type: 'access_token', access_token, purpose: 'refresh' };
  }
  throw new ConnectionError('credential_needs_reauthorization', {
    text: 'The token cannot be refreshed because there is no refresh token. Connect the account again.',
    code: 'token_ended',
  });
}

/** The error for a subject token that is no longer valid, and for any other fault of the request (RFC 8693, 2.2.2). */
const SUBJECT_TOKEN_REFUSED = 'invalid_request';

/**
 * Whether a provider has refused the subject token of an exchange: the same request succeeded before, because the
 * credential has not changed since it was connected.
 */
export function isSubjectRefused(
  { grant_type }: Grant,
  error: string,
  { updated_at, connection: { connected_at } }: Credential,
): boolean {
  const isAsBefore = connected_at !== null && updated_at <= connected_at;
  return grant_type === 'token_exchange' && error === SUBJECT_TOKEN_REFUSED && isAsBefore;
}
