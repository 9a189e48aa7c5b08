import type { texts } from '../texts/index.ts';
import type { Tone } from '../parts/tone.ts';

/** The audited actions of a credential except reading its token, of which there may be thousands in between. */
export const ACTIONS = [
  'credentials.create',
  'credentials.update',
  'connections.create',
  'connections.finish',
  'connections.delete',
  'credentials.refresh',
  'credentials.ends_soon',
] as const;

/** An event of the audit log. */
export interface LogEntry {
  id: string;
  action: (typeof ACTIONS)[number];
  actor_name: string | null;
  details: Record<string, unknown>;
  created_at: string;
}

type EventKey = keyof typeof texts.console.credentials.events;

/** An event in the history of a connection. */
export interface TimelineEvent {
  id: string;
  is: EventKey;
  tone: Tone;
  at: string;
  by: string | null;
  reason: string | null;
}

const TONES: Partial<Record<EventKey, Tone>> = {
  connected: 'good',
  reconnected: 'good',
  refreshed: 'good',
  failed: 'bad',
  refused: 'bad',
  unavailable: 'warning',
  ends_soon: 'warning',
};

const OUTCOMES: Readonly<Record<string, EventKey>> = {
  refreshed: 'refreshed',
  fresh: 'fresh',
  unavailable: 'unavailable',
  refused: 'refused',
};

const ATTEMPTS: Readonly<Record<string, EventKey>> = {
  connected: 'connected',
  failed: 'failed',
  expired: 'timed_out',
};

/** @param entries newest first */
export function eventsOf(entries: readonly LogEntry[]): TimelineEvent[] {
  const events = entries.map(eventOf).reduce<TimelineEvent[]>(mergeRejections, []);
  const first = events.findLastIndex(({ is }) => is === 'connected');
  return events.map((event, index) =>
    event.is === 'connected' && index < first ? { ...event, is: 'reconnected' } : event,
  );
}

const FAILURES: readonly EventKey[] = ['failed', 'refused', 'unavailable'];
const SUCCESSES: readonly EventKey[] = ['connected', 'reconnected', 'refreshed'];

/** Whether the credential was changed after the last failed connection attempt or refresh. */
export function isChangedSince(events: readonly TimelineEvent[]): boolean {
  const last = events.findIndex(({ is }) => FAILURES.includes(is) || SUCCESSES.includes(is));
  const sinceFailure = last !== -1 && FAILURES.includes(events[last]!.is) ? events.slice(0, last) : [];
  return sinceFailure.some(({ is }) => is === 'changed');
}

/** Why no account is connected; undefined if the log does not reach back far enough. */
export function pastOf(events: readonly TimelineEvent[]): 'disconnected' | 'never' | undefined {
  if (events.some(({ is }) => is === 'disconnected')) return 'disconnected';
  return events.some(({ is }) => is === 'created') ? 'never' : undefined;
}

/**
 * A rejected refresh is logged twice: for the user who requested it, and with its reason for the connection it ended.
 * This merges the two.
 */
function mergeRejections(events: TimelineEvent[], event: TimelineEvent): TimelineEvent[] {
  const newer = events.at(-1);
  const echoes = newer?.is === 'refused' && event.is === 'refused' && newer.reason === null;
  return echoes ? [...events.slice(0, -1), { ...newer, reason: event.reason }] : [...events, event];
}

function eventOf({ id, action, actor_name, details, created_at }: LogEntry): TimelineEvent {
  const is = kindOf(action, details);
  const reason = typeof details['reason'] === 'string' ? details['reason'] : null;
  return { id, is, tone: TONES[is] ?? 'plain', at: created_at, by: actor_name, reason };
}

function kindOf(action: LogEntry['action'], { state, outcome }: Record<string, unknown>): EventKey {
  switch (action) {
    case 'credentials.create':
      return 'created';
    case 'credentials.update':
      return 'changed';
    case 'connections.delete':
      return 'disconnected';
    case 'credentials.refresh':
      return OUTCOMES[String(outcome)] ?? 'running';
    case 'credentials.ends_soon':
      return 'ends_soon';
    case 'connections.create':
    case 'connections.finish':
      return ATTEMPTS[String(state)] ?? 'started';
  }
}
