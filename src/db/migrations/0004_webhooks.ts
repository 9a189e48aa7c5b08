import type { RawDb } from '../raw.ts';
import { uniqueName } from '../errors.ts';
import { tenantTable, timestampsAndCreator, unique } from './columns.ts';

/**
 * Webhooks, their events, and every delivery attempt. There are millions of events: like tokens, they reference nothing
 * but their tenant, and the ones that are due are found through an index that contains nothing else.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await tenantTable(sql, 'webhooks', (table) => {
    table.uuid('id').notNullable();
    // The unguessable part of its URL.
    table.string('hook_id', 43).notNullable();
    table.text('name').notNullable();
    table.boolean('enabled').notNullable();
    table.uuid('flow_id').notNullable();
    // The credential whose config services are used, and whose client secret is used if the webhook has no secret.
    table.uuid('credential_id').nullable();
    table.string('authentication', 10).notNullable();
    table.text('config_services').notNullable();
    // Encrypted, all of them. A previous secret is valid until it expires.
    table.text('secret').nullable();
    table.text('previous_secret').nullable();
    table.bigInteger('previous_secret_until').nullable();
    table.text('signing_secret').notNullable();
    table.text('previous_signing_secret').nullable();
    table.bigInteger('previous_signing_secret_until').nullable();
    // Since when every delivery has failed.
    table.bigInteger('failing_since').nullable();
    timestampsAndCreator(table);
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
    // Recognizes a replay: a hash of the sender's ID for the event, or of its signature. null: never a duplicate.
    table.string('replay_key', 64).nullable();
    table.text('content_type').nullable();
    // JSON: the headers that describe the event.
    table.text('headers').nullable();
    // The body as received: as text if it is text, otherwise in base64.
    table.text('body').notNullable();
    table.boolean('body_is_base64').notNullable();
    // The event as parsed by the webhook's parser; null before parsing, and without a parser.
    table.text('parsed').nullable();
    // The sender's ID for the event, from the body.
    table.string('sender_id', 255).nullable();
    table.text('external_user_id').nullable();
    table.uuid('credential_id').nullable();
    table.string('state', 10).notNullable();
    table.text('state_reason').nullable();
    // Attempts started so far.
    table.integer('attempts').notNullable();
    // How many of these were before the event was last replayed.
    table.integer('earlier_attempts').notNullable();
    // When the next attempt is due; null: none. While an attempt is running, when it counts as lost.
    table.bigInteger('next_attempt_at').nullable();
    table.bigInteger('received_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['tenant_id', 'id']);
    unique(table, 'webhook_events', ['tenant_id', 'webhook_id', 'replay_key']);
    table.index(['tenant_id', 'webhook_id', 'id']);
  });
  // Partial indexes, which stay small however large the table becomes.
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

  // How many events have been accepted, by webhook and by tenant: one row for each.
  await tenantTable(sql, 'webhook_rates', (table) => {
    // The webhook's ID, or the tenant's.
    table.uuid('id').notNullable();
    table.bigInteger('window_start').notNullable();
    table.integer('used').notNullable();
    table.primary(['tenant_id', 'id']);
  });
}
