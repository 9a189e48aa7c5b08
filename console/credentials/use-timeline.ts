import { useInfiniteQuery } from '@tanstack/react-query';
import { cursorIn } from '../api/cursors.ts';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import { ACTIONS, type LogEntry } from './timeline-events.ts';

const SIZE = 50;

interface Slice {
  entries: LogEntry[];
  next: string | undefined;
}

/** What the audit log says about a credential, newest first. */
export function useTimeline(credentialId: string, enabled = true) {
  const call = useCall();
  const { tenant } = useCurrentUser();
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ['timeline', credentialId],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }): Promise<Slice> => {
      const query = new URLSearchParams({
        'filter[resource]': credentialId,
        'filter[action]': ACTIONS.join(','),
        'page[size]': String(SIZE),
        ...(pageParam !== undefined && { 'page[after]': pageParam }),
      });
      const { document } = await call(`/tenants/${tenant.id}/audit-events?${query.toString()}`);
      return { entries: [document!.data].flat().map(toEntry), next: cursorIn(document!.links?.['next']) };
    },
    getNextPageParam: ({ next }) => next,
  });
  const entries = data?.pages.flatMap((slice) => slice.entries);
  return { entries, hasNextPage, isFetching, fetchNextPage };
}

function toEntry({ id, attributes }: Resource): LogEntry {
  return { id, ...attributes } as LogEntry;
}
