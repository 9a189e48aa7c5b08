import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';

export function FlowState({ status }: { status: 'draft' | 'active' | 'stopped' }) {
  return <State word={texts.console.flows[status]} mood={status === 'active' ? 'good' : 'plain'} />;
}
