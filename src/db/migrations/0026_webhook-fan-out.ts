import type { RawDb } from '../raw.ts';
import { tenantTable } from './columns.ts';

/** Webhooks that deliver to several flows, with filters. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhooks', (table) => {
    // JSON: which events the webhook's own flow receives; null: all.
    table.text('filter').nullable();
    // JSON: the further flows, each with its filter.
    table.text('additional_flows').notNullable().defaultTo('[]');
  });
  // The flows in `additional_flows`, so that none of them can be deleted.
  await tenantTable(sql, 'webhook_flows', (table) => {
    table.uuid('webhook_id').notNullable();
    table.uuid('flow_id').notNullable();
    table.primary(['tenant_id', 'webhook_id', 'flow_id']);
    table
      .foreign(['tenant_id', 'webhook_id'])
      .references(['tenant_id', 'id'])
      .inTable('webhooks')
      .onDelete('CASCADE');
    table
      .foreign(['tenant_id', 'flow_id'])
      .references(['tenant_id', 'id'])
      .inTable('flows')
      .onDelete('RESTRICT');
    table.index(['tenant_id', 'flow_id']);
  });
  await sql.schema.alterTable('webhook_events', (table) => {
    // The additional flow that receives the event; null: the webhook's own flow.
    table.uuid('flow_id').nullable();
    // The event of which this one is a copy for an additional flow.
    table.uuid('fanned_out_from').nullable();
    // The result of the flow's filter: matched or unmatched; null until the event is routed.
    table.string('routing', 10).nullable();
  });
  // Events for an additional flow are in a queue of that flow, all others in one of their webhook.
  await sql.raw('DROP INDEX webhook_events_due_index');
  await sql.raw(
    `CREATE INDEX webhook_events_due_index ON webhook_events (COALESCE(flow_id, webhook_id), next_attempt_at)
     WHERE next_attempt_at IS NOT NULL`,
  );
}
