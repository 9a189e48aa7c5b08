import type { ApiRecord } from '../api/records.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import { texts } from '../texts/index.ts';

/** Only active flows accept events, so the others are labeled with their status. */
export function flowWithState({ name, status }: ApiRecord): string {
  const state = status as FlowRecord['status'];
  return state === 'active' ? String(name) : `${String(name)} (${texts.console.flows[state]})`;
}
