import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { hasPassed } from './use-past.ts';

const words = texts.console.credentials.renewals;

type Renewed = Pick<
  CredentialRecord,
  'state' | 'state_reason' | 'expires_at' | 'grant_type' | 'non_expiring_tokens'
>;

/**
 * Who gets the next token, and when. Undefined where there is none to come, nobody knows, or a refresh has failed, which
 * its reason tells.
 */
export function renewalOf(credential: Renewed, mayRefresh: boolean): string | undefined {
  const { state, state_reason, expires_at, grant_type, non_expiring_tokens } = credential;
  if (state !== 'connected' || state_reason !== null || expires_at === null) return undefined;
  // Without a refresh token there is perhaps nothing to get the next with.
  if (non_expiring_tokens === true && grant_type !== 'client_credentials') return undefined;
  if (!hasPassed(expires_at)) return words.ahead;
  return mayRefresh ? words.asked_or_now : words.asked;
}
