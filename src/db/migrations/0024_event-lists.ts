import type { RawDb } from '../raw.ts';

/** The event whose request contained this one, if the webhook's parser returned a list of events. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhook_events', (table) => void table.uuid('split_from').nullable());
}
