import type { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';

export type ReasonKey = keyof typeof texts.console.credentials.reasons;

/** How the API, and the third parties whose words it repeats, say why. The first that fits counts. */
const SIGNS: readonly (readonly [RegExp, ReasonKey])[] = [
  [/was changed so that its tokens|changed while it was being connected/, 'changed'],
  [/^Access was denied/, 'denied'],
  [/came back too late/, 'late'],
  [/gave no refresh token/, 'refresh_token_missing'],
  [/There is no refresh token/, 'refresh_token_lost'],
  [/"(invalid_client|incorrect_client_credentials|bad_client_secret)\b/, 'client_wrong'],
  [/"(unauthorized_client|unsupported_grant_type)\b/, 'client_limited'],
  [/redirect_uri/i, 'redirect'],
  [/"invalid_scope\b/, 'scope'],
  [/token validation service failed/, 'validation'],
  [/user id mapper service failed/, 'mapper'],
  [/is not public|OUTBOUND_ALLOW/, 'forbidden'],
  [/neither it nor its integration gives/, 'incomplete'],
  [/another issuer/, 'issuer'],
  [/token URL (of the component )?has changed|OAuth client|component of the credential/, 'client_gone'],
  [/within Valetkey|on our side/, 'within'],
  [
    /could not be reached|no answer within|has no address|status (5\d\d|429)|not a token answer/,
    'unreachable',
  ],
  [/without an access token|is larger than|is compressed/, 'unreachable'],
];

const LOST = /"(invalid_grant|bad_refresh_token|invalid_refresh_token|bad_verification_code)\b/;

/**
 * What a reason of the API means for whoever has to mend it.
 * @param held the account is connected, or was: the reason came with a refresh
 */
export function meaningOf(reason: string, { held }: { held: boolean }): ReasonKey {
  if (LOST.test(reason)) return held ? 'grant_lost' : 'wrong_login';
  return SIGNS.find(([sign]) => sign.test(reason))?.[1] ?? 'other';
}

export type Condition = keyof typeof texts.console.credentials.states;

/** A credential's state, with what a connected one has to say beside. */
export function conditionOf({
  state,
  state_reason,
}: Pick<CredentialRecord, 'state' | 'state_reason'>): Condition {
  return state === 'connected' && state_reason !== null ? 'unsteady' : state;
}

/** Why it is as it is; undefined where all is well. */
export function reasonOf(
  credential: Pick<CredentialRecord, 'state' | 'state_reason'>,
): ReasonKey | undefined {
  const { state, state_reason } = credential;
  if (state_reason === null) return state === 'pending' ? 'never' : undefined;
  const key = meaningOf(state_reason, { held: state === 'connected' || state === 'needs_reauthorization' });
  return state === 'connected' && key === 'unreachable' ? 'unreachable_now' : key;
}
