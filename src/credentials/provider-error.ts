import type { ConnectionReason } from '../schema/index.ts';

/** Names that single providers have for errors of the standards. */
const SYNONYMS: Readonly<Record<string, string>> = {
  bad_refresh_token: 'invalid_grant', // GitHub
  bad_verification_code: 'invalid_grant', // GitHub
  incorrect_client_credentials: 'invalid_client', // GitHub
  invalid_refresh_token: 'invalid_grant', // Slack
  bad_client_secret: 'invalid_client', // Slack
};

/** RFC 6749, 4.1.2.1 and 5.2, and what single providers have besides. */
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

/** The error as the standards call it. */
export function standardError(error: string): string {
  return Object.hasOwn(SYNONYMS, error) ? SYNONYMS[error]! : error;
}

/**
 * What a provider's error says of why.
 * @param grant what it refused: a refresh token that was good before, or what a person has just brought
 */
export function reasonOfError(error: string, grant: 'new' | 'held'): ConnectionReason {
  const known = standardError(error);
  if (known === 'invalid_grant') return grant === 'held' ? 'grant_lost' : 'login_refused';
  // Nobody was asked, and no code shown, when a token is refreshed.
  if (grant === 'held' && (known === 'access_denied' || known === 'invalid_code')) return 'provider_refused';
  return Object.hasOwn(REASONS, known) ? REASONS[known]! : 'provider_refused';
}
