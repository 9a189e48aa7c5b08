import type { PlatformDb } from '../handles.ts';
import { made, tenantTable } from './columns.ts';

/**
 * Webhooks, what arrives at them, and each attempt to hand it on. Events come in millions: like tokens they refer to
 * nothing but their tenant, and what is to be done next is found by an index that holds nothing else.
 */
export async function up({ sql }: PlatformDb): Promise<void> {
  await tenantTable(sql, 'webhooks', (table) => {
    table.uuid('id').notNullable();
    // The unguessable part of its address.
    table.string('hook_id', 43).notNullable();
    table.text('name').notNullable();
    table.boolean('enabled').notNullable();
    table.uuid('flow_id').notNullable();
    table.string('authentication', 10).notNullable();
    table.text('config_services').notNullable();
    // Sealed, all of them. A previous one is good until its end.
    table.text('secret').nullable();
    table.text('previous_secret').nullable();
    table.bigInteger('previous_secret_until').nullable();
    table.text('signing_secret').notNullable();
    // Since when every delivery has failed.
    table.bigInteger('failing_since').nullable();
    made(table);
    table.primary(['tenant_id', 'id']);
    table.index(['hook_id']);
    table
      .foreign(['tenant_id', 'flow_id'])
      .references(['tenant_id', 'id'])
      .inTable('flows')
      .onDelete('RESTRICT');
    table.index(['tenant_id', 'flow_id']);
  });

  await tenantTable(sql, 'webhook_events', (table) => {
    table.uuid('id').notNullable();
    table.uuid('webhook_id').notNullable();
    // What tells a replay: of the sender's id for the event, or of its signature. null: each is an event of its own.
    table.string('replay_key', 64).nullable();
    table.text('content_type').nullable();
    // As it came: text where it is text, else in base64.
    table.text('body').notNullable();
    table.boolean('body_is_base64').notNullable();
    table.string('state', 10).notNullable();
    // Attempts begun so far.
    table.integer('attempts').notNullable();
    // null: nothing is to be done any more. While an attempt runs, when it counts as lost.
    table.bigInteger('next_attempt_at').nullable();
    table.bigInteger('received_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['tenant_id', 'id']);
    table.unique(['tenant_id', 'webhook_id', 'replay_key'], {
      indexName: 'webhook_events_tenant_id_webhook_id_replay_key_unique',
    });
  });
  await sql.raw(
    `CREATE INDEX webhook_events_due_index ON webhook_events (tenant_id, next_attempt_at)
     WHERE next_attempt_at IS NOT NULL`,
  );

  await tenantTable(sql, 'deliveries', (table) => {
    table.uuid('id').notNullable();
    table.uuid('event_id').notNullable();
    table.integer('attempt').notNullable();
    table.string('state', 10).notNullable();
    table.integer('status_code').nullable();
    table.text('error').nullable();
    table.text('answer').nullable();
    table.bigInteger('next_attempt_at').nullable();
    table.bigInteger('created_at').notNullable();
    table.integer('milliseconds').notNullable();
    table.primary(['tenant_id', 'id']);
    table.index(['tenant_id', 'event_id']);
  });
}
