import type { RawDb } from '../raw.ts';
import { tenantTable } from './columns.ts';

/** What happened in a tenant, counted by the hour. */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'hourly_counts', (table) => {
    // Hours since the epoch.
    table.integer('hour').notNullable();
    table.string('name', 30).notNullable();
    table.integer('count').notNullable();
    table.primary(['tenant_id', 'hour', 'name']);
    table.index(['hour']);
  });
}
