import type { RawDb } from '../raw.ts';
import { tenantTable } from './columns.ts';

/** Where a tenant's alerts are sent, the alerts that wait to be sent, and the failing webhooks that were reported. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('tenants', (table) => {
    table.text('alert_url').nullable();
    // Encrypted, both of them. The previous secret is valid until it expires.
    table.text('alert_signing_secret').nullable();
    table.text('previous_alert_signing_secret').nullable();
    table.bigInteger('previous_alert_signing_secret_until').nullable();
  });
  await tenantTable(sql, 'alerts', (table) => {
    table.uuid('id').notNullable();
    table.string('event', 40).notNullable();
    // JSON: what the alert is about.
    table.text('details').notNullable();
    table.string('state', 10).notNullable();
    // Attempts started so far.
    table.integer('attempts').notNullable();
    // When the next attempt is due; null: none. While an attempt is running, when it counts as lost.
    table.bigInteger('next_attempt_at').nullable();
    table.integer('status_code').nullable();
    table.text('error').nullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['tenant_id', 'id']);
    table.index(['created_at']);
  });
  await sql.raw(
    'CREATE INDEX alerts_due_index ON alerts (tenant_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL',
  );
  await sql.schema.alterTable('webhooks', (table) => void table.bigInteger('failing_noted_at').nullable());
  await sql.raw(
    'CREATE INDEX webhooks_failing_index ON webhooks (failing_since) WHERE failing_since IS NOT NULL',
  );
}
