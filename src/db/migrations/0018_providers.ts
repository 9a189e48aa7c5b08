import type { RawDb } from '../raw.ts';
import { tenantTable, timestamps } from './columns.ts';

/** Providers that tenants define themselves. */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'providers', (table) => {
    // Also the ID of a provider of the catalog, which it replaces.
    table.string('id', 60).notNullable();
    table.text('entry').notNullable();
    timestamps(table);
    table.primary(['tenant_id', 'id']);
  });
}
