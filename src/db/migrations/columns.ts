import type { Knex } from 'knex';
import { uniqueName } from '../errors.ts';

/** `tenant_id` comes first and references the tenant, so that a tenant that is being deleted accepts no new rows. */
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

/** The owner of a component, next to its ID: a global component may belong to another tenant. */
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

export function timestampsAndCreator(table: Knex.CreateTableBuilder): void {
  timestamps(table);
  table.uuid('created_by').nullable();
}

/** `version` counts the changes of a row; it is used for the row's ETag. */
export function timestamps(table: Knex.CreateTableBuilder): void {
  table.integer('version').notNullable();
  table.bigInteger('created_at').notNullable();
  table.bigInteger('updated_at').notNullable();
}
