import type { Mood } from '../parts/mood.ts';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { conditionOf, type Condition } from './reasons.ts';
import { usePast } from './use-past.ts';

const MOODS: Readonly<Record<Condition, Mood>> = {
  pending: 'plain',
  connected: 'good',
  unsteady: 'warning',
  tokenless: 'bad',
  needs_reauthorization: 'bad',
  error: 'bad',
};

type Shown = Pick<CredentialRecord, 'state' | 'state_reason' | 'expires_at'>;

export function CredentialState(credential: Shown) {
  usePast(credential.expires_at);
  const condition = conditionOf(credential);
  return <State word={texts.console.credentials.states[condition]} mood={MOODS[condition]} />;
}
