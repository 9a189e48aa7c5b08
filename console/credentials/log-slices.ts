/** What may happen to a credential, but for hand-outs of its token: there may be thousands between two of these. */
export const ACTIONS = [
  'credentials.create',
  'credentials.update',
  'connections.create',
  'connections.finish',
  'connections.delete',
  'credentials.refresh',
] as const;

export type Action = (typeof ACTIONS)[number];

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
