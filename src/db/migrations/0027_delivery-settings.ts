import type { RawDb } from '../raw.ts';

/** How events are delivered to a flow's target. Without settings, as before. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('flows', (table) => {
    // JSON.
    table.text('delivery').nullable();
    // Sealed.
    table.text('target_authorization').nullable();
  });
}
