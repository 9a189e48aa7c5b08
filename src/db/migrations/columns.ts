import type { Knex } from 'knex';
import { uniqueName } from '../errors.ts';

/** `tenant_id` first, and no row without its tenant: a tenant that is being deleted takes no new ones. */
export function tenantTable(
  sql: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Knex.SchemaBuilder {
  return sql.schema.createTable(name, (table) => {
    table.uuid('tenant_id').notNullable().references('id').inTable('tenants');
    columns(table);
  });
}

/** The owner of a component beside its id: the component may be another tenant's, when it is global. */
export function component(table: Knex.CreateTableBuilder): Knex.ReferencingColumnBuilder {
  table.uuid('component_tenant_id').notNullable();
  return table
    .foreign(['component_tenant_id', 'component_id'])
    .references(['tenant_id', 'id'])
    .inTable('components') as unknown as Knex.ReferencingColumnBuilder;
}

export function unique(table: Knex.CreateTableBuilder, name: string, columns: string[]): void {
  table.unique(columns, { indexName: uniqueName(name, columns) });
}

export function made(table: Knex.CreateTableBuilder): void {
  stamps(table);
  table.uuid('created_by').nullable();
}

/** `version` counts the changes of a row; it is the row's ETag. */
export function stamps(table: Knex.CreateTableBuilder): void {
  table.integer('version').notNullable();
  table.bigInteger('created_at').notNullable();
  table.bigInteger('updated_at').notNullable();
}
