import type { RawDb } from '../raw.ts';
import { tenantTable } from './columns.ts';

/**
 * The latest requests that each webhook rejected, how many it rejected by the hour, and since when it has accepted
 * none.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'rejected_requests', (table) => {
    table.uuid('id').notNullable();
    table.uuid('webhook_id').notNullable();
    table.string('kind', 10).notNullable();
    table.string('code', 50).notNullable();
    table.text('reason').notNullable();
    table.string('method', 20).notNullable();
    table.string('ip_address', 45).nullable();
    // JSON: without the values that can be secrets.
    table.text('headers').notNullable();
    // null: unknown, because the body was not read.
    table.bigInteger('body_bytes').nullable();
    table.bigInteger('received_at').notNullable();
    table.primary(['tenant_id', 'id']);
    table.index(['tenant_id', 'webhook_id', 'id']);
    table.index(['received_at']);
  });
  await tenantTable(sql, 'rejection_hours', (table) => {
    table.uuid('webhook_id').notNullable();
    // Hours since the epoch.
    table.integer('hour').notNullable();
    table.bigInteger('rejected').notNullable();
    // How many of them were rejected because of their sender.
    table.bigInteger('of_sender').notNullable();
    table.primary(['tenant_id', 'webhook_id', 'hour']);
    table.index(['hour']);
  });
  // Counts them without reading their rows.
  await sql.raw(
    "CREATE INDEX webhook_events_duplicates_index ON webhook_events (tenant_id, webhook_id, id) WHERE state = 'duplicate'",
  );
  await sql.schema.alterTable('webhooks', (table) => void table.bigInteger('rejecting_since').nullable());
  await sql.raw(
    'CREATE INDEX webhooks_rejecting_index ON webhooks (rejecting_since) WHERE rejecting_since IS NOT NULL',
  );
}
