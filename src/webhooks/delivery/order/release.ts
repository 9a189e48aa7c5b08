import { inTransaction, rowsOf, type Database, type PlatformDb } from '../../../db/index.ts';
import { rawDb } from '../../../db/raw.ts';
import { reasonColumns, type WebhookEvent } from '../../event-store.ts';
import { groupOf, lockOrders, releaseNext, type FlowKey } from './order-store.ts';

/** Events that are released in one transaction, so that other writes do not wait long. */
const PIECE = 1000;

const OPEN = {
  order_state: 'open',
  order_flow_id: null,
  order_setting: null,
  order_key: null,
};

/**
 * Takes claimed events that are first out of their groups, because they now belong to another order. The next of each
 * group is due.
 */
export async function leaveGroups(db: PlatformDb, events: readonly WebhookEvent[]): Promise<void> {
  const { sql } = rawDb(db);
  await sql('webhook_events')
    .whereIn(
      ['tenant_id', 'id', 'attempts', 'earlier_attempts'],
      events.map(({ tenant_id, id, attempts, earlier_attempts }) => [
        tenant_id,
        id,
        attempts,
        earlier_attempts,
      ]),
    )
    .where({ order_state: 'first' })
    .update(OPEN);
  await releaseNext(
    db,
    events.flatMap((event) => groupOf(event) ?? []),
  );
}

/**
 * Makes events due that are in an order which has been changed or removed since, or whose flow was deleted. They keep
 * their places, and are put into the current order of their flow.
 * @returns whether there may be more
 */
export async function releaseFormerOrders(database: Database): Promise<boolean> {
  return inTransaction(database, async (db) => {
    const former = await formerOrders(db);
    let released = 0;
    for (const order of former) {
      const settings = await lockOrders(db, [{ tenant_id: order.tenant_id, id: order.id }]);
      if (settings.get(order.id) !== order.setting) released += await release(db, order);
      if (released >= PIECE) return true;
    }
    return false;
  });
}

type FormerOrder = FlowKey & { setting: string };

/** Steps through the index by order, so the number of events of each does not matter. */
async function formerOrders(db: PlatformDb): Promise<FormerOrder[]> {
  const next = (after: string) =>
    `SELECT order_flow_id || ' ' || order_setting || ' ' || tenant_id FROM webhook_events
     WHERE order_state <> 'open' ${after} ORDER BY order_flow_id, order_setting LIMIT 1`;
  const part = (from: number, length: number) => `substr(orders.name, ${from}, ${length})`;
  const flow = rawDb(db).dialect === 'postgres' ? `CAST(${part(1, 36)} AS uuid)` : part(1, 36);
  const result: unknown = await rawDb(db).sql.raw(
    `WITH RECURSIVE orders (name) AS (
       SELECT * FROM (${next('')}) AS first
       UNION ALL
       SELECT (${next(`AND (order_flow_id, order_setting) > (${flow}, ${part(38, 16)})`)})
       FROM orders WHERE orders.name IS NOT NULL
     )
     SELECT name FROM orders WHERE name IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM flows WHERE flows.tenant_id = ${cast(db, part(55, 36))} AND flows.id = ${flow}
         AND flows.order_setting = ${part(38, 16)}
     )`,
  );
  return rowsOf<{ name: string }>(result).map(({ name }) => {
    const [id, setting, tenant_id] = name.split(' ') as [string, string, string];
    return { tenant_id, id, setting };
  });
}

function cast({ dialect }: PlatformDb, text: string): string {
  return dialect === 'postgres' ? `CAST(${text} AS uuid)` : text;
}

/** Leaves attempts in progress alone: these events are put into another order before their next attempt. */
async function release(db: PlatformDb, { tenant_id, id, setting }: FormerOrder): Promise<number> {
  const { sql } = rawDb(db);
  const order = { tenant_id, order_flow_id: id, order_setting: setting };
  const rows = () => sql('webhook_events').where(order).whereRaw("order_state <> 'open'");
  const piece = rows().whereNull('claimed_by').orderBy('order_key').orderBy('order_place').limit(PIECE);
  const { state_reason, state_reason_code } = reasonColumns(null);
  const changes = { ...OPEN, next_attempt_at: db.now(), state_reason, state_reason_code };
  return (
    sql('webhook_events')
      .where({ tenant_id })
      .whereIn('id', piece.select('id'))
      // Again, because it may be claimed meanwhile.
      .whereNull('claimed_by')
      .update(changes) as unknown as Promise<number>
  );
}
