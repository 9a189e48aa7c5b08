import type { ConnectionReason } from '../../schema/index.ts';

/** Provider-specific names for standard errors. */
const SYNONYMS: Readonly<Record<string, string>> = {
  bad_refresh_token: 'invalid_grant', // GitHub
  bad_verification_code: 'invalid_grant', // GitHub
  incorrect_client_credentials: 'invalid_client', // GitHub
  invalid_refresh_token: 'invalid_grant', // Slack
  bad_client_secret: 'invalid_client', // Slack
};

/** Errors from RFC 6749, 4.1.2.1 and 5.2, and provider-specific ones. */
const REASONS: Readonly<Record<string, ConnectionReason>> = {
  access_denied: 'access_denied',
  invalid_client: 'client_refused',
  unauthorized_client: 'grant_type_refused',
  unsupported_grant_type: 'grant_type_refused',
  redirect_uri_mismatch: 'redirect_uri_refused', // GitHub, Google
  bad_redirect_uri: 'redirect_uri_refused', // Slack
  invalid_code: 'login_refused', // Slack
  invalid_scope: 'scope_refused',
  server_error: 'provider_unavailable',
  temporarily_unavailable: 'provider_unavailable',
};

/** The standard name of an error. */
export function standardError(error: string): string {
  return Object.hasOwn(SYNONYMS, error) ? SYNONYMS[error]! : error;
}

/**
 * The reason code for a provider's error.
 * @param grant `held`: a stored refresh token was rejected; `new`: a grant that the user has just provided
 */
export function reasonOfError(error: string, grant: 'new' | 'held'): ConnectionReason {
  const known = standardError(error);
  if (known === 'invalid_grant') return grant === 'held' ? 'grant_lost' : 'login_refused';
  // A refresh involves neither a user nor an authorization code, so these errors have another cause.
  if (grant === 'held' && (known === 'access_denied' || known === 'invalid_code')) return 'provider_refused';
  return Object.hasOwn(REASONS, known) ? REASONS[known]! : 'provider_refused';
}
