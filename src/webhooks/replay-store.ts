import { NOW_SQL, platformOf, type Query, type TenantDb } from '../db/index.ts';
import { columnsOf, type EventState } from './event-store.ts';

const TABLE = 'webhook_events';

/** Makes events due now. Attempts that are under way do not count any more; the waits begin anew. */
export async function makeDue(db: TenantDb, ids: readonly string[], now: number): Promise<void> {
  const { sql, dialect } = platformOf(db);
  await db
    .from(TABLE)
    .whereIn('id', [...ids])
    .update({
      state: 'pending',
      ...columnsOf(null),
      earlier_attempts: sql.ref('attempts'),
      next_attempt_at: sql.raw(NOW_SQL[dialect]),
      updated_at: now,
    });
}

/** Events of a webhook in the order in which they came. @param since milliseconds since the epoch */
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
  return narrowed(query, states).orderBy('id').limit(limit).select('id', 'received_at') as unknown as Promise<
    { id: string; received_at: number }[]
  >;
}

/** So that the small index of undelivered events will do where it can. */
function narrowed(query: Query, states: readonly EventState[]): Query {
  return states.includes('delivered') ? query : query.whereRaw("state <> 'delivered'");
}

/** Ids are UUIDv7: this one is before all of that millisecond (RFC 9562, 5.7). A second is left for clocks. */
export function firstIdOf(time: number): string {
  const hex = Math.max(0, time - 1000)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
