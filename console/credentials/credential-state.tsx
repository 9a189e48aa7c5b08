import type { Tone } from '../parts/tone.ts';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { conditionOf, type Condition } from './reasons.ts';
import { useHasPassed } from './use-has-passed.ts';

const TONES: Readonly<Record<Condition, Tone>> = {
  pending: 'plain',
  connected: 'good',
  refresh_failed: 'warning',
  no_working_token: 'bad',
  needs_reauthorization: 'bad',
  error: 'bad',
};

type Shown = Pick<CredentialRecord, 'state' | 'state_reason' | 'expires_at'>;

export function CredentialState(credential: Shown) {
  useHasPassed(credential.expires_at);
  const condition = conditionOf(credential);
  return <State word={texts.console.credentials.states[condition]} tone={TONES[condition]} />;
}
