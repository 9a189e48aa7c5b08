import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { hasPassed } from './use-has-passed.ts';

const { reasons, follow_up } = texts.console.credentials;

export type ReasonKey = keyof typeof reasons;

/** @returns undefined if there is no code or it is newer than this console: then only the API's message is shown */
export function meaningOf(code: string | null): ReasonKey | undefined {
  return code !== null && Object.hasOwn(reasons, code) ? (code as ReasonKey) : undefined;
}

/** Reasons that a connection or a refresh can have, and that are gone once their cause is fixed. */
const FIXABLE: readonly ReasonKey[] = [
  'assertion_refused',
  'client_refused',
  'grant_type_refused',
  'scope_refused',
  'provider_refused',
  'credential_incomplete',
  'integration_unusable',
  'url_not_allowed',
];

/** What to do about a reason. A connected account does not need to be reconnected, since it is refreshed again. */
export function adviceOn(reason: ReasonKey, state: CredentialRecord['state']): string {
  const { next } = reasons[reason];
  return FIXABLE.includes(reason) ? `${next} ${follow_up[followUpOf(state)]}` : next;
}

/** What tests settings that were changed after a failure. */
export function followUpOf(state: CredentialRecord['state']): 'wait' | 'reconnect' {
  return state === 'connected' ? 'wait' : 'reconnect';
}

export type Condition = keyof typeof texts.console.credentials.states;

export interface Standing extends Pick<CredentialRecord, 'state' | 'state_reason' | 'expires_at'> {
  /** Of the credential, or the code of an error. */
  state_reason_code: string | null;
}

/** A credential's state, and what else determines how it is shown: the same as the API's filter. */
export function conditionOf(
  credential: Pick<CredentialRecord, 'state' | 'state_reason' | 'expires_at' | 'ends_soon_from'>,
): Condition {
  const { state, state_reason, ends_soon_from } = credential;
  if (state !== 'connected') return state;
  if (hasNoToken(credential)) return 'no_working_token';
  if (hasPassed(ends_soon_from)) return 'ends_soon';
  return state_reason === null ? 'connected' : 'refresh_failed';
}

function hasNoToken({ state_reason, expires_at }: Pick<Standing, 'state_reason' | 'expires_at'>): boolean {
  return state_reason !== null && hasPassed(expires_at);
}

/** The reason for the state; undefined if all is well or only a message is known. */
export function reasonOf(credential: Standing): ReasonKey | undefined {
  const { state, state_reason, state_reason_code } = credential;
  if (state_reason === null) return state === 'pending' ? 'unconnected' : undefined;
  const passes = state_reason_code === 'provider_unavailable' || state_reason_code === 'answer_unusable';
  if (state !== 'connected' || !passes) return meaningOf(state_reason_code);
  return hasNoToken(credential) ? 'stalled' : 'retried';
}
