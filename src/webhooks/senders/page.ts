import { matchingEntries } from '../../entries/index.ts';
import { pageInMemory, type Collection, type Query } from '../../jsonapi/index.ts';
import type { Sender } from './catalog.ts';

/** The requested page of presets, which are all in memory. Without sort, they stay in the given order. */
export function pageOfSenders(senders: readonly Sender[], query: Query): Collection<Sender> {
  return pageInMemory(matchingEntries(senders, query), query);
}
