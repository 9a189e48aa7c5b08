import type { RawDb } from '../raw.ts';
import { tenantTable, timestamps } from './columns.ts';

/** Sender presets that tenants define themselves. */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'senders', (table) => {
    // Also the ID of a built-in preset, which it replaces.
    table.string('id', 60).notNullable();
    table.text('entry').notNullable();
    timestamps(table);
    table.primary(['tenant_id', 'id']);
  });
}
