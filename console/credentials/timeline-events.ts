import type { texts } from '../texts/index.ts';
import type { Mood } from '../parts/mood.ts';
import type { LogEntry } from './log-slices.ts';

type EventKey = keyof typeof texts.console.credentials.events;

/** A moment in the life of a connection, as people call it. */
export interface TimelineEvent {
  id: string;
  is: EventKey;
  mood: Mood;
  at: string;
  by: string | null;
  reason: string | null;
}

const MOODS: Partial<Record<EventKey, Mood>> = {
  connected: 'good',
  reconnected: 'good',
  refreshed: 'good',
  failed: 'bad',
  refused: 'bad',
  unavailable: 'warning',
};

const OUTCOMES: Readonly<Record<string, EventKey>> = {
  refreshed: 'refreshed',
  fresh: 'fresh',
  unavailable: 'unavailable',
  refused: 'refused',
};

/** @param entries newest first */
export function eventsOf(entries: readonly LogEntry[]): TimelineEvent[] {
  const events = entries.map(eventOf).reduce<TimelineEvent[]>(withoutEchoes, []);
  const first = events.findLastIndex(({ is }) => is === 'connected');
  return events.map((event, index) =>
    event.is === 'connected' && index < first ? { ...event, is: 'reconnected' } : event,
  );
}

/** Whether the credential was changed after the last time that connecting or refreshing it came to a bad end. */
export function isChangedSince(events: readonly TimelineEvent[]): boolean {
  const failed = events.findIndex(({ is }) => is === 'failed' || is === 'refused');
  return events.slice(0, Math.max(0, failed)).some(({ is }) => is === 'changed');
}

/** Why no account is connected; undefined where the log does not reach back to what says so. */
export function pastOf(events: readonly TimelineEvent[]): 'disconnected' | 'never' | undefined {
  if (events.some(({ is }) => is === 'disconnected')) return 'disconnected';
  return events.some(({ is }) => is === 'created') ? 'never' : undefined;
}

/** A refresh that was asked for and refused is in the log for who asked, and, with its reason, for what it ended. */
function withoutEchoes(events: TimelineEvent[], event: TimelineEvent): TimelineEvent[] {
  const newer = events.at(-1);
  const echoes = newer?.is === 'refused' && event.is === 'refused' && newer.reason === null;
  return echoes ? [...events.slice(0, -1), { ...newer, reason: event.reason }] : [...events, event];
}

function eventOf({ id, action, actor_name, details, created_at }: LogEntry): TimelineEvent {
  const is = kindOf(action, details);
  const reason = typeof details['reason'] === 'string' ? details['reason'] : null;
  return { id, is, mood: MOODS[is] ?? 'plain', at: created_at, by: actor_name, reason };
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
    case 'connections.create':
    case 'connections.finish':
      return state === 'connected' ? 'connected' : state === 'failed' ? 'failed' : 'started';
  }
}
