import type { PlatformDb } from '../handles.ts';
import { uniqueName } from '../errors.ts';
import { made, tenantTable, unique } from './columns.ts';

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
    // Whose services and, where there is no secret of its own, client secret are used.
    table.uuid('credential_id').nullable();
    table.string('authentication', 10).notNullable();
    table.text('config_services').notNullable();
    // Sealed, all of them. A previous one is good until its end.
    table.text('secret').nullable();
    table.text('previous_secret').nullable();
    table.bigInteger('previous_secret_until').nullable();
    table.text('signing_secret').notNullable();
    table.text('previous_signing_secret').nullable();
    table.bigInteger('previous_signing_secret_until').nullable();
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
    table
      .foreign(['tenant_id', 'credential_id'])
      .references(['tenant_id', 'id'])
      .inTable('credentials')
      .onDelete('RESTRICT');
    table.index(['tenant_id', 'flow_id']);
    table.index(['tenant_id', 'credential_id']);
  });

  await tenantTable(sql, 'webhook_events', (table) => {
    table.uuid('id').notNullable();
    table.uuid('webhook_id').notNullable();
    table.string('kind', 10).notNullable();
    // What tells a replay: of the sender's id for the event, or of its signature. null: each is an event of its own.
    table.string('replay_key', 64).nullable();
    table.text('content_type').nullable();
    // JSON: those by which the sender says what it is about.
    table.text('headers').nullable();
    // As it came: text where it is text, else in base64.
    table.text('body').notNullable();
    table.boolean('body_is_base64').notNullable();
    // What the webhook's parser made of it; null before, and where there is none.
    table.text('parsed').nullable();
    // The sender's id for it, which was in the body.
    table.string('sender_id', 255).nullable();
    table.text('external_user_id').nullable();
    table.uuid('credential_id').nullable();
    table.string('state', 10).notNullable();
    table.text('state_reason').nullable();
    // Attempts begun so far.
    table.integer('attempts').notNullable();
    // Of these, those before the event was last replayed.
    table.integer('earlier_attempts').notNullable();
    // null: nothing is to be done any more. While an attempt runs, when it counts as lost.
    table.bigInteger('next_attempt_at').nullable();
    table.bigInteger('received_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['tenant_id', 'id']);
    unique(table, 'webhook_events', ['tenant_id', 'webhook_id', 'replay_key']);
    table.index(['tenant_id', 'webhook_id', 'id']);
  });
  // Small ones, whatever the table has grown to: each holds but the rows that somebody asks for.
  const partial = (name: string, columns: string, rows: string, kind = '') =>
    sql.raw(`CREATE ${kind} INDEX ${name} ON webhook_events (${columns}) WHERE ${rows}`);
  await partial('webhook_events_due_index', 'webhook_id, next_attempt_at', 'next_attempt_at IS NOT NULL');
  await partial('webhook_events_undelivered_index', 'tenant_id, id', "state <> 'delivered'");
  const bySender = ['tenant_id', 'webhook_id', 'kind', 'sender_id'];
  await partial(
    uniqueName('webhook_events', bySender),
    bySender.join(', '),
    'sender_id IS NOT NULL',
    'UNIQUE',
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

  // How many events have been let in, by webhook and by tenant: one row for each.
  await tenantTable(sql, 'webhook_rates', (table) => {
    // The webhook's id, or the tenant's own.
    table.uuid('id').notNullable();
    table.bigInteger('window_start').notNullable();
    table.integer('used').notNullable();
    table.primary(['tenant_id', 'id']);
  });
}
