import type { RawDb } from '../raw.ts';

/** A machine-readable code next to each sentence that gives a reason. Existing rows have none. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('connections', (table) => void table.text('state_reason_code').nullable());
  await sql.schema.alterTable('connection_attempts', (table) => void table.text('reason_code').nullable());
  await sql.schema.alterTable('webhook_events', (table) => {
    table.text('state_reason_code').nullable();
    // The earlier event with the same sender ID.
    table.uuid('duplicate_of').nullable();
  });
  await sql.schema.alterTable('deliveries', (table) => void table.text('error_code').nullable());
}
