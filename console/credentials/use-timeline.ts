import { useInfiniteQuery } from '@tanstack/react-query';
import { cursorIn } from '../api/cursors.ts';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { usePerson } from '../person.ts';
import { ACTIONS, type Action, type Cursors, type LogEntry, type Slice } from './log-slices.ts';

const SIZE = 10;

/** Several logs read side by side, since one question of the API is about one action. */
export function useTimeline(credentialId: string, enabled = true) {
  const call = useCall();
  const { tenant } = usePerson();

  async function readOne(action: Action, after: string | null) {
    const query = new URLSearchParams({
      'filter[resource]': credentialId,
      'filter[action]': action,
      'page[size]': String(SIZE),
      ...(after !== null && { 'page[after]': after }),
    });
    const { document } = await call(`/tenants/${tenant.id}/audit-events?${query.toString()}`);
    const entries = [document!.data].flat().map(toEntry);
    return { action, entries, next: cursorIn(document!.links?.['next']) };
  }

  return useInfiniteQuery({
    queryKey: ['timeline', credentialId],
    enabled,
    initialPageParam: Object.fromEntries(ACTIONS.map((action) => [action, null])) as Cursors,
    queryFn: async ({ pageParam }): Promise<Slice> => {
      const wanted = Object.entries(pageParam) as [Action, string | null][];
      const read = await Promise.all(wanted.map(([action, after]) => readOne(action, after)));
      const goingOn = read.filter(({ next }) => next !== undefined);
      return {
        entries: read.flatMap(({ entries }) => entries),
        next: Object.fromEntries(goingOn.map(({ action, next }) => [action, next!])),
        oldest: goingOn.map(({ entries }) => entries.at(-1)!.id),
      };
    },
    getNextPageParam: ({ next }) => (Object.keys(next).length === 0 ? undefined : next),
  });
}

function toEntry({ id, attributes }: Resource): LogEntry {
  return { id, ...attributes } as LogEntry;
}
