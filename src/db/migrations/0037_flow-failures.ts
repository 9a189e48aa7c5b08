import type { RawDb } from '../raw.ts';

/** Since when the deliveries to each additional flow of a webhook have failed, as for its own flow. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhook_flows', (table) => {
    table.bigInteger('failing_since').nullable();
    table.bigInteger('last_failed_at').nullable();
    table.bigInteger('failing_noted_at').nullable();
  });
  await sql.raw(
    'CREATE INDEX webhook_flows_failing_index ON webhook_flows (failing_since) WHERE failing_since IS NOT NULL',
  );
}
