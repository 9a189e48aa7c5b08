import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { FlowRecord } from './flow-record.ts';

const words = texts.console.flows;

/** Without a target URL nothing can be handed on, so an active flow takes nothing either. */
export function lacksTarget({ status, target_url }: Pick<FlowRecord, 'status' | 'target_url'>): boolean {
  return status === 'active' && target_url === null;
}

export function FlowState({ flow }: { flow: Pick<FlowRecord, 'status' | 'target_url'> }) {
  const mood = flow.status !== 'active' ? 'plain' : lacksTarget(flow) ? 'warning' : 'good';
  return <State word={words[flow.status]} mood={mood} />;
}

/** What the state means for the webhooks of the flow. */
export function meaningOf(flow: Pick<FlowRecord, 'status' | 'target_url'>): string {
  return lacksTarget(flow) ? words.means.active_without_target : words.means[flow.status];
}
