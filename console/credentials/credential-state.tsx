import type { Mood } from '../parts/mood.ts';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { conditionOf, type Condition } from './reasons.ts';

const MOODS: Readonly<Record<Condition, Mood>> = {
  pending: 'plain',
  connected: 'good',
  unsteady: 'warning',
  needs_reauthorization: 'bad',
  error: 'bad',
};

export function CredentialState(credential: Pick<CredentialRecord, 'state' | 'state_reason'>) {
  const condition = conditionOf(credential);
  return <State word={texts.console.credentials.states[condition]} mood={MOODS[condition]} />;
}
