import type { Query, TenantDb } from '../db/index.ts';
import { lowestIdOf } from '../system/ids.ts';
import { reasonColumns, type EventState } from './event-store.ts';

const TABLE = 'webhook_events';

/** Makes events due now and restarts their retry schedule. Attempts in progress no longer count. */
export async function makeDue(db: TenantDb, ids: readonly string[], now: number): Promise<void> {
  await db
    .from(TABLE)
    .whereIn('id', [...ids])
    .update({
      state: 'pending',
      ...reasonColumns(null),
      earlier_attempts: db.column('attempts'),
      next_attempt_at: db.now(),
      claimed_by: null,
      updated_at: now,
    });
}

/** Events of a webhook, oldest first. @param since milliseconds since the epoch */
export async function eventsSince(
  db: TenantDb,
  { webhook, since, states }: { webhook: string; since: number; states: readonly EventState[] },
  limit: number,
): Promise<{ id: string; received_at: number }[]> {
  const query = db
    .from(TABLE)
    .where({ webhook_id: webhook })
    .where('id', '>=', firstIdOf(since))
    .where('received_at', '>=', since)
    .whereIn('state', [...states]);
  return withPartialIndex(query, states)
    .orderBy('id')
    .limit(limit)
    .select('id', 'received_at') as unknown as Promise<{ id: string; received_at: number }[]>;
}

/** Lets the database use the partial index of undelivered events if no delivered ones are wanted. */
function withPartialIndex(query: Query, states: readonly EventState[]): Query {
  return states.includes('delivered') ? query : query.whereRaw("state <> 'delivered'");
}

/** The lowest ID of a time, minus one second for clock differences. */
export function firstIdOf(time: number): string {
  return lowestIdOf(time - 1000);
}
