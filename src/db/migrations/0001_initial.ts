import { uniqueName } from '../errors.ts';
import type { RawDb } from '../raw.ts';
import { component, tenantTable, timestamps, timestampsAndCreator, unique } from './columns.ts';

/**
 * Times are milliseconds since the epoch, IDs are UUIDv7, structured values are JSON text, and encrypted values are
 * compact JWE. Every table of a tenant has tenant_id first in its primary key and in every unique key, so that a
 * database that shards by tenant can host it.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.createTable('tenants', (table) => {
    table.uuid('id').primary();
    table.text('name').notNullable();
    timestamps(table);
  });

  // A single row: the current master key. Two processes that start on an empty database must agree on it.
  await sql.schema.createTable('master_keys', (table) => {
    table.integer('place').primary();
    table.string('id', 40).notNullable();
  });

  await tenantTable(sql, 'tenant_keys', (table) => {
    table.uuid('id').notNullable();
    table.text('wrapped').notNullable();
    table.string('master_key_id', 40).notNullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['tenant_id', 'id']);
    table.index(['master_key_id']);
  });

  await sql.schema.createTable('users', (table) => {
    table.uuid('id').primary();
    table.string('email', 254).notNullable();
    table.unique(['email'], { indexName: uniqueName('users', ['email']) });
    table.text('name').nullable();
    timestamps(table);
  });

  await tenantTable(sql, 'roles', (table) => {
    table.uuid('id').notNullable();
    table.string('name', 100).notNullable();
    table.text('description').nullable();
    table.boolean('built_in').notNullable();
    table.text('permissions').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    unique(table, 'roles', ['tenant_id', 'name']);
  });

  await tenantTable(sql, 'memberships', (table) => {
    table.uuid('user_id').notNullable().references('id').inTable('users');
    table.uuid('role_id').notNullable();
    table.boolean('active').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'user_id']);
    table
      .foreign(['tenant_id', 'role_id'])
      .references(['tenant_id', 'id'])
      .inTable('roles')
      .onDelete('RESTRICT');
    table.index(['user_id']);
    table.index(['tenant_id', 'role_id']);
  });

  await tenantTable(sql, 'api_keys', (table) => {
    table.uuid('id').notNullable();
    table.uuid('user_id').notNullable();
    table.text('name').nullable();
    table.string('prefix', 20).notNullable();
    table.string('key_hash', 64).notNullable();
    table.bigInteger('expires_at').nullable();
    table.bigInteger('last_used_at').nullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table
      .foreign(['tenant_id', 'user_id'])
      .references(['tenant_id', 'user_id'])
      .inTable('memberships')
      .onDelete('CASCADE');
    table.index(['key_hash']);
    table.index(['tenant_id', 'user_id']);
  });

  await tenantTable(sql, 'components', (table) => {
    table.uuid('id').notNullable();
    table.text('name').notNullable();
    table.text('description').nullable();
    table.string('access', 10).notNullable();
    table.text('descriptor').notNullable();
    table.boolean('uses_oauth_client').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table.index(['access', 'id']);
    table.index(['id']);
  });

  await tenantTable(sql, 'component_envs', (table) => {
    component(table).onDelete('CASCADE');
    table.uuid('component_id').notNullable();
    table.text('vars').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'component_id']);
    table.index(['component_tenant_id', 'component_id']);
  });

  await tenantTable(sql, 'component_activations', (table) => {
    component(table).onDelete('CASCADE');
    table.uuid('component_id').notNullable();
    table.primary(['tenant_id', 'component_id']);
    table.index(['component_tenant_id', 'component_id']);
  });

  await tenantTable(sql, 'oauth_clients', (table) => {
    table.uuid('id').notNullable();
    table.uuid('component_tenant_id').nullable();
    table.uuid('component_id').nullable();
    table.text('client_id').notNullable();
    table.text('client_secret').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    unique(table, 'oauth_clients', ['tenant_id', 'component_id']);
    table
      .foreign(['component_tenant_id', 'component_id'])
      .references(['tenant_id', 'id'])
      .inTable('components')
      .onDelete('SET NULL');
    table.index(['component_tenant_id', 'component_id']);
  });

  await tenantTable(sql, 'flows', (table) => {
    table.uuid('id').notNullable();
    table.text('name').notNullable();
    table.text('description').nullable();
    table.string('status', 10).notNullable();
    table.text('target_url').nullable();
    table.text('graph').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table.index(['tenant_id', 'status', 'id']);
  });

  await tenantTable(sql, 'flow_components', (table) => {
    component(table).onDelete('RESTRICT');
    table.uuid('flow_id').notNullable();
    table.uuid('component_id').notNullable();
    // The component's ID again if the tenant has activated it, otherwise null: an optional reference.
    table.uuid('activation_component_id').nullable();
    table.primary(['tenant_id', 'flow_id', 'component_id']);
    table
      .foreign(['tenant_id', 'flow_id'])
      .references(['tenant_id', 'id'])
      .inTable('flows')
      .onDelete('CASCADE');
    table
      .foreign(['tenant_id', 'activation_component_id'])
      .references(['tenant_id', 'component_id'])
      .inTable('component_activations')
      .onDelete('RESTRICT');
    table.index(['component_tenant_id', 'component_id']);
    table.index(['tenant_id', 'component_id']);
    table.index(['tenant_id', 'activation_component_id']);
  });

  await tenantTable(sql, 'audit_events', (table) => {
    table.uuid('id').notNullable();
    table.bigInteger('created_at').notNullable();
    table.string('action', 100).notNullable();
    table.string('actor_type', 20).notNullable();
    table.uuid('actor_id').nullable();
    table.text('actor_name').nullable();
    table.uuid('api_key_id').nullable();
    table.string('resource_type', 40).notNullable();
    table.uuid('resource_id').nullable();
    table.string('request_id', 100).nullable();
    table.text('details').notNullable();
    table.primary(['tenant_id', 'id']);
    table.index(['tenant_id', 'action', 'id']);
    table.index(['tenant_id', 'actor_id', 'id']);
    table.index(['tenant_id', 'resource_id', 'id']);
  });

  await tenantTable(sql, 'idempotency_keys', (table) => {
    table.string('caller_id', 60).notNullable();
    table.string('key_hash', 64).notNullable();
    table.string('request_hash', 64).notNullable();
    table.uuid('owner').notNullable();
    table.bigInteger('locked_until').notNullable();
    table.text('answer').nullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['tenant_id', 'caller_id', 'key_hash']);
    table.index(['expires_at']);
  });
}
