import type { RawDb } from '../raw.ts';

/**
 * Lists events in one state by that state. The index of all undelivered events was read as a whole to find the failed
 * ones among a million duplicates.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.raw('DROP INDEX webhook_events_undelivered_index');
  await sql.raw(
    "CREATE INDEX webhook_events_undelivered_index ON webhook_events (tenant_id, state, id) WHERE state <> 'delivered'",
  );
}
