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
  ends_soon: 'warning',
  no_working_token: 'bad',
  needs_reauthorization: 'bad',
  error: 'bad',
};

type Shown = Pick<CredentialRecord, 'state' | 'state_reason' | 'expires_at' | 'ends_soon_from'>;

export function CredentialState(credential: Shown) {
  useHasPassed(credential.expires_at);
  useHasPassed(credential.ends_soon_from);
  const condition = conditionOf(credential);
  return <State word={texts.console.credentials.states[condition]} tone={TONES[condition]} />;
}
