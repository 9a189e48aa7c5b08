import type { PlatformDb } from '../handles.ts';

/** Beside each sentence that says why, a code for programs. What is there already has none. */
export async function up({ sql }: PlatformDb): Promise<void> {
  await sql.schema.alterTable('connections', (table) => void table.text('state_reason_code').nullable());
  await sql.schema.alterTable('connection_attempts', (table) => void table.text('reason_code').nullable());
  await sql.schema.alterTable('webhook_events', (table) => {
    table.text('state_reason_code').nullable();
    // The event that came before with the same id of the sender's.
    table.uuid('duplicate_of').nullable();
  });
  await sql.schema.alterTable('deliveries', (table) => void table.text('error_code').nullable());
}
