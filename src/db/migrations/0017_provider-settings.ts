import type { RawDb } from '../raw.ts';

/** What a provider does differently, the values of an account, and the end of its refresh token. */
export async function up({ sql, dialect }: RawDb): Promise<void> {
  await sql.schema.alterTable('credentials', (table) => {
    table.text('provider_settings').notNullable().defaultTo('{}');
    table.string('authentication_type', 20).notNullable().defaultTo('oauth2');
    table.boolean('keep_alive').notNullable().defaultTo(true);
  });
  // SQLite does not limit the length.
  if (dialect === 'postgres')
    await sql.raw('ALTER TABLE credentials ALTER COLUMN client_authentication TYPE varchar(30)');
  await sql.schema.alterTable('connections', (table) => {
    table.text('account').notNullable().defaultTo('{}');
    table.bigInteger('refresh_expires_at').nullable();
    // When to refresh so that the refresh token does not expire.
    table.bigInteger('keep_alive_at').nullable();
    // How often the provider has refused to refresh since the last success, and since when.
    table.integer('refusals').notNullable().defaultTo(0);
    table.bigInteger('refused_since').nullable();
  });
  await sql.raw(
    'CREATE INDEX connections_keep_alive_index ON connections (keep_alive_at) WHERE keep_alive_at IS NOT NULL',
  );
}
