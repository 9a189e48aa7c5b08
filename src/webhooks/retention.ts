import { inTransaction, rowsOf, type Database } from '../db/index.ts';
import { PATIENCE } from './handing-on/schedule.ts';
import { firstIdOf } from './replay-store.ts';

/**
 * Deletes what arrived before a time, and its deliveries, `limit` events at the most, so that no other write waits
 * for long. What is still to be handed on stays, but not for ever: a webhook may be off for good.
 * @param before milliseconds since the epoch
 * @returns whether there may be more
 */
export async function forgetEvents(database: Database, before: number, limit: number): Promise<boolean> {
  return inTransaction(database, async ({ sql }) => {
    // By the primary key of each tenant, whose order is that of time; CROSS keeps SQLite to that.
    const answer: unknown = await sql.raw(
      `DELETE FROM webhook_events WHERE (tenant_id, id) IN (
         SELECT event.tenant_id, event.id FROM tenants CROSS JOIN webhook_events AS event
         WHERE event.tenant_id = tenants.id AND event.id < ? 
           AND (event.next_attempt_at IS NULL OR event.id < ?) LIMIT ?
       ) RETURNING tenant_id, id`,
      [firstIdOf(before), firstIdOf(before - PATIENCE), limit],
    );
    const gone = rowsOf<{ tenant_id: string; id: string }>(answer);
    for (const [tenantId, ids] of byTenant(gone))
      await sql('deliveries').where({ tenant_id: tenantId }).whereIn('event_id', ids).delete();
    return gone.length === limit;
  });
}

function byTenant(rows: readonly { tenant_id: string; id: string }[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { tenant_id, id } of rows) ids.set(tenant_id, [...(ids.get(tenant_id) ?? []), id]);
  return ids;
}
