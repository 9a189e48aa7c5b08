import type { RawDb } from '../raw.ts';

/**
 * What lists of events show of the content, so that they need not read it. Existing events have neither; theirs is read
 * from the content.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhook_events', (table) => {
    // The type from the parsed event.
    table.text('event_type').nullable();
    // The beginning of the body; empty if it is not text.
    table.text('body_preview').nullable();
    // Of the last attempt; null without a response.
    table.integer('last_status_code').nullable();
  });
}
