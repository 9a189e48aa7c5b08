import { inTransaction, rowsOf, tenantDb, type Database } from '../db/index.ts';
import { rawDb } from '../db/raw.ts';
import { groupOf, releaseNext } from './delivery/order/order-store.ts';
import { DISABLE_AFTER } from './delivery/schedule.ts';
import type { WebhookEvent } from './event-store.ts';
import { firstIdOf } from './replayed-events.ts';

type DeletedEvent = Pick<
  WebhookEvent,
  'tenant_id' | 'id' | 'order_state' | 'order_flow_id' | 'order_setting' | 'order_key'
>;

/**
 * Deletes events received before a time, with their deliveries. At most `limit` events, so that other writes do not
 * wait long. Undelivered events are kept longer, but not forever, because a webhook may stay disabled.
 * @param before milliseconds since the epoch
 * @returns whether there may be more
 */
export async function deleteOldEvents(database: Database, before: number, limit: number): Promise<boolean> {
  return inTransaction(database, async (db) => {
    // Uses the primary key, which is in order of time within each tenant; CROSS makes SQLite do so.
    const result: unknown = await rawDb(db).sql.raw(
      `DELETE FROM webhook_events WHERE (tenant_id, id) IN (
         SELECT event.tenant_id, event.id FROM tenants CROSS JOIN webhook_events AS event
         WHERE event.tenant_id = tenants.id AND event.id < ? 
           AND ((event.next_attempt_at IS NULL AND event.state <> 'pending') OR event.id < ?) LIMIT ?
       ) RETURNING tenant_id, id, order_state, order_flow_id, order_setting, order_key`,
      [firstIdOf(before), firstIdOf(before - DISABLE_AFTER), limit],
    );
    const gone = rowsOf<DeletedEvent>(result);
    for (const [tenantId, ids] of byTenant(gone))
      await tenantDb(db, tenantId).from('deliveries').whereIn('event_id', ids).delete();
    // Those that waited for them are due. Also if these were waiting, because it may just have been their turn.
    const ordered = gone.filter(({ order_state }) => order_state !== null);
    await releaseNext(
      db,
      ordered.flatMap((event) => groupOf(event) ?? []),
    );
    return gone.length === limit;
  });
}

function byTenant(rows: readonly { tenant_id: string; id: string }[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { tenant_id, id } of rows) ids.set(tenant_id, [...(ids.get(tenant_id) ?? []), id]);
  return ids;
}
