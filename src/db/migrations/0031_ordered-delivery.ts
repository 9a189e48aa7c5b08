import { uniqueName } from '../errors.ts';
import type { RawDb } from '../raw.ts';

/** Ordered delivery: each event waits until the earlier events of its key have ended. */
export async function up({ sql, dialect }: RawDb): Promise<void> {
  await sql.schema.alterTable('flows', (table) => {
    // Identifies the setting `delivery.order`; null: without order.
    table.string('order_setting', 16).nullable();
  });
  await sql.schema.alterTable('webhook_events', (table) => {
    // open: its key is not known yet; first: it is delivered now; waiting: an earlier one is. null: without order, or ended.
    table.string('order_state', 10).nullable();
    // The order that it is in: that of this flow, with this setting and this key. Kept when it has ended.
    table.uuid('order_flow_id').nullable();
    table.string('order_setting', 16).nullable();
    table.string('order_key', 255).nullable();
    // Its place: when it was accepted, or last replayed.
    table.bigInteger('order_place').nullable();
  });
  await sql.raw(
    `CREATE INDEX webhook_events_open_index ON webhook_events (COALESCE(flow_id, webhook_id), order_place, id)
     WHERE order_state = 'open'`,
  );
  await sql.raw(
    `CREATE INDEX webhook_events_order_index
     ON webhook_events (order_flow_id, order_setting, order_key, order_place, id) WHERE order_state <> 'open'`,
  );
  // At most one event of a key is delivered at a time.
  const key = ['tenant_id', 'order_flow_id', 'order_setting', 'order_key'];
  await sql.raw(
    `CREATE UNIQUE INDEX ${uniqueName('webhook_events', key)} ON webhook_events (${key.join(', ')})
     WHERE order_state = 'first'`,
  );
  // PostgreSQL's sequences need no lock. SQLite has none, but it has one writer at a time.
  await sql.raw(
    dialect === 'postgres'
      ? 'CREATE SEQUENCE webhook_event_places'
      : 'CREATE TABLE webhook_event_places (id integer PRIMARY KEY, last integer NOT NULL)',
  );
}
