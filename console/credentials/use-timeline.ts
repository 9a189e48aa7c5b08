import { useInfiniteQuery } from '@tanstack/react-query';
import { cursorIn } from '../api/cursors.ts';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { usePerson } from '../person.ts';

/** What may happen to a credential, but for hand-outs of its token: there may be thousands between two of these. */
const ACTIONS = [
  'credentials.create',
  'credentials.update',
  'connections.create',
  'connections.finish',
  'connections.delete',
  'credentials.refresh',
] as const;

type Action = (typeof ACTIONS)[number];

/** An event of the audit log. */
export interface LogEntry {
  id: string;
  action: Action;
  actor_name: string | null;
  details: Record<string, unknown>;
  created_at: string;
}

/** Where each action's log goes on; absent when it is at its end. */
export type Cursors = Partial<Record<Action, string | null>>;

export interface Slice {
  entries: LogEntry[];
  next: Cursors;
  /** The oldest that was read of each log which goes on. */
  oldest: string[];
}

const SIZE = 10;

/** Several logs read side by side, since one question of the API is about one action. */
export function useTimeline(credentialId: string) {
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

/**
 * The entries of all slices, newest first. What is older than the end of a log that goes on waits for the next slice:
 * something may belong before it. Ids are in the order of time.
 */
export function inOrder(slices: readonly Slice[]): LogEntry[] {
  const horizon = slices.at(-1)?.oldest.reduce((newest, id) => (id > newest ? id : newest), '') ?? '';
  return slices
    .flatMap(({ entries }) => entries)
    .filter(({ id }) => id >= horizon)
    .sort((one, other) => (one.id < other.id ? 1 : -1));
}

function toEntry({ id, attributes }: Resource): LogEntry {
  return { id, ...attributes } as LogEntry;
}
