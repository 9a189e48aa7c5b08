import type { RawDb } from '../raw.ts';

/**
 * How a webhook recognizes repeated requests and responds to senders, when a flow's target reported that it is gone,
 * and which process has claimed an event, so that the claims of a dead process are released at once.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhooks', (table) => {
    // JSON, all of them; null: as in the sender's scheme.
    table.text('deduplication').nullable();
    table.text('response').nullable();
    table.text('action_response').nullable();
  });
  await sql.schema.alterTable('flows', (table) => void table.bigInteger('target_gone_at').nullable());
  // The worker that is processing it; null while it waits.
  await sql.schema.alterTable('webhook_events', (table) => void table.uuid('claimed_by').nullable());
  await sql.schema.createTable('webhook_workers', (table) => {
    table.uuid('id').primary();
    // Shows on the same machine whether the process is still running.
    table.text('process').notNullable();
    // Incremented while the worker is alive. Not a time, because clocks may be changed.
    table.bigInteger('beats').notNullable();
  });
  // A single row: the latest time that any worker has seen, by the database's clock.
  await sql.schema.createTable('webhook_clock', (table) => {
    table.integer('id').primary();
    table.bigInteger('seen_at').notNullable();
  });
}
