import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { EventRecord } from './event-record.ts';

const TONES = {
  pending: 'plain',
  delivered: 'good',
  failed: 'warning',
  duplicate: 'plain',
  filtered: 'plain',
} as const;

export function EventState({ state }: { state: EventRecord['state'] }) {
  return <State word={texts.console.events.states[state]} tone={TONES[state]} />;
}
