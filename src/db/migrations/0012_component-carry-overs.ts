import type { RawDb } from '../raw.ts';
import { component, tenantTable } from './columns.ts';

/** Tenants whose flows included a component before it required an OAuth client, and that do not have one for it yet. */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'component_carry_overs', (table) => {
    component(table).onDelete('CASCADE');
    table.uuid('component_id').notNullable();
    table.primary(['tenant_id', 'component_id']);
    table.index(['component_tenant_id', 'component_id']);
  });
}
