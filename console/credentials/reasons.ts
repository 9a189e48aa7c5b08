import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { hasPassed } from './use-past.ts';

const { reasons } = texts.console.credentials;

export type ReasonKey = keyof typeof reasons;

/** @returns undefined for what has no code, or one that is younger than this console: its sentence says all there is */
export function meaningOf(code: string | null): ReasonKey | undefined {
  return code !== null && Object.hasOwn(reasons, code) ? (code as ReasonKey) : undefined;
}

export type Condition = keyof typeof texts.console.credentials.states;

export type Standing = Pick<CredentialRecord, 'state' | 'state_reason' | 'state_reason_code' | 'expires_at'>;

/** A credential's state, with what a connected one has to say beside. */
export function conditionOf(credential: Omit<Standing, 'state_reason_code'>): Condition {
  const { state, state_reason, expires_at } = credential;
  if (state !== 'connected' || state_reason === null) return state;
  return hasPassed(expires_at) ? 'tokenless' : 'unsteady';
}

/** Why it is as it is; undefined where all is well, or nothing but a sentence is known. */
export function reasonOf(credential: Standing): ReasonKey | undefined {
  const { state, state_reason, state_reason_code } = credential;
  if (state_reason === null) return state === 'pending' ? 'unconnected' : undefined;
  const passes = state_reason_code === 'provider_unavailable' || state_reason_code === 'answer_unusable';
  if (state !== 'connected' || !passes) return meaningOf(state_reason_code);
  return conditionOf(credential) === 'tokenless' ? 'stalled' : 'retried';
}
