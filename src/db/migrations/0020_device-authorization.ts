import type { RawDb } from '../raw.ts';

/** Connecting with a device code (RFC 8628), which the server polls for in the background. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('credentials', (table) => {
    table.text('device_authorization_url').nullable();
  });
  await sql.schema.alterTable('connection_attempts', (table) => {
    // Sealed.
    table.text('device_code').nullable();
    // Milliseconds between two polls.
    table.integer('poll_interval').nullable();
    // By the database's clock, like the lease: processes on several machines compare them.
    table.bigInteger('next_poll_at').nullable();
    table.string('lease_owner', 120).nullable();
    table.bigInteger('lease_until').nullable();
    // Set while the provider is called: if it stays set, the outcome of the last poll is unknown.
    table.boolean('interrupted').notNullable().defaultTo(false);
    table.integer('failures').notNullable().defaultTo(0);
  });
  await sql.raw(
    'CREATE INDEX connection_attempts_next_poll_index ON connection_attempts (next_poll_at) WHERE next_poll_at IS NOT NULL',
  );
}
