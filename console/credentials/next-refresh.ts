import { texts } from '../texts/index.ts';
import { isUnattended, type CredentialRecord } from './credential-record.ts';
import { hasPassed } from './use-has-passed.ts';

const words = texts.console.credentials.next_refresh;

type Refreshed = Pick<
  CredentialRecord,
  'state' | 'state_reason' | 'expires_at' | 'grant_type' | 'non_expiring_tokens'
>;

/**
 * Who obtains the next token, and when. Undefined if there is no next token, if that is unknown, or if a refresh has
 * failed: then the reason says it.
 */
export function nextRefreshOf(credential: Refreshed, mayRefresh: boolean): string | undefined {
  const { state, state_reason, expires_at, grant_type, non_expiring_tokens } = credential;
  if (state !== 'connected' || state_reason !== null || expires_at === null) return undefined;
  // Without a refresh token, there may be no way to obtain the next token.
  if (non_expiring_tokens === true && !isUnattended(grant_type)) return undefined;
  if (!hasPassed(expires_at)) return words.ahead;
  return mayRefresh ? words.asked_or_now : words.asked;
}
