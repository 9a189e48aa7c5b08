import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { FlowRecord } from './flow-record.ts';

const words = texts.console.flows;

/** Without a target URL nothing can be delivered, so even an active flow accepts no events. */
export function lacksTarget({ status, target_url }: Pick<FlowRecord, 'status' | 'target_url'>): boolean {
  return status === 'active' && target_url === null;
}

export function FlowState({ flow }: { flow: Pick<FlowRecord, 'status' | 'target_url'> }) {
  const tone = flow.status !== 'active' ? 'plain' : lacksTarget(flow) ? 'warning' : 'good';
  return <State word={words[flow.status]} tone={tone} />;
}

/** What the status means for the flow's webhooks. */
export function meaningOf(flow: Pick<FlowRecord, 'status' | 'target_url'>): string {
  return lacksTarget(flow) ? words.means.active_without_target : words.means[flow.status];
}
