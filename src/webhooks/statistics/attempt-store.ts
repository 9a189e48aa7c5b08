import type { TenantDb } from '../../db/index.ts';
import { timeOfId } from '../../system/ids.ts';
import { firstIdOf } from '../replayed-events.ts';

/** Only so many events, the latest ones, are examined, so that a busy webhook does not make the database busy. */
export const MAX_EVENTS = 5_000;
/** An event can have more attempts than its schedule because of replays. */
const MAX_ATTEMPTS = 4 * MAX_EVENTS;

/** An attempt to deliver an event. Times in milliseconds since the epoch. */
export interface Attempt {
  receivedAt: number;
  /** null if it was not the first one. */
  delay: number | null;
  succeeded: boolean;
  milliseconds: number;
}

interface Row {
  event_id: string;
  attempt: number;
  state: 'succeeded' | 'failed';
  created_at: number | string;
  milliseconds: number;
}

/**
 * When the events of a webhook were received, latest first, by their IDs, which an index has in order.
 * @param since milliseconds since the epoch
 */
export async function receivedSince(db: TenantDb, webhookId: string, since: number): Promise<number[]> {
  const rows = (await latestIds(db, webhookId, since).select('fanned_out_from')) as unknown as {
    id: string;
    fanned_out_from: string | null;
  }[];
  // Copies for additional flows are the same event.
  return timesOf(
    rows.filter(({ fanned_out_from }) => fanned_out_from === null),
    since,
  );
}

/** The same for duplicates only. */
export async function duplicatesSince(db: TenantDb, webhookId: string, since: number): Promise<number[]> {
  // The literal condition lets both databases use the partial index.
  const ids = (await latestIds(db, webhookId, since).whereRaw("state = 'duplicate'")) as { id: string }[];
  return timesOf(ids, since);
}

/** The attempts to deliver the events that `receivedSince` returns. */
export async function attemptsSince(db: TenantDb, webhookId: string, since: number): Promise<Attempt[]> {
  const rows = (await db
    .from('deliveries')
    .whereIn('event_id', latestIds(db, webhookId, since))
    .limit(MAX_ATTEMPTS)
    .select('event_id', 'attempt', 'state', 'created_at', 'milliseconds')) as Row[];
  return rows
    .map(({ event_id, attempt, state, created_at, milliseconds }) => {
      const receivedAt = timeOfId(event_id);
      // The clocks of two processes may differ.
      const delay = attempt === 1 ? Math.max(0, Number(created_at) - receivedAt) : null;
      return { receivedAt, delay, succeeded: state === 'succeeded', milliseconds };
    })
    .filter(({ receivedAt }) => receivedAt >= since);
}

function latestIds(db: TenantDb, webhookId: string, since: number) {
  return db
    .from('webhook_events')
    .where({ webhook_id: webhookId })
    .where('id', '>=', firstIdOf(since))
    .orderBy('id', 'desc')
    .limit(MAX_EVENTS)
    .select('id');
}

function timesOf(ids: readonly { id: string }[], since: number): number[] {
  return ids.map(({ id }) => timeOfId(id)).filter((time) => time >= since);
}
