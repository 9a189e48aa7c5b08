import type { RawDb } from '../raw.ts';

/** What a provider does differently, the values of an account, and the end of its refresh token. */
export async function up({ sql, dialect }: RawDb): Promise<void> {
  await sql.schema.alterTable('credentials', (table) => {
    table.text('provider_settings').notNullable().defaultTo('{}');
  });
  // SQLite does not limit the length.
  if (dialect === 'postgres')
    await sql.raw('ALTER TABLE credentials ALTER COLUMN client_authentication TYPE varchar(30)');
  await sql.schema.alterTable('connections', (table) => {
    table.text('account').notNullable().defaultTo('{}');
    table.bigInteger('refresh_expires_at').nullable();
  });
}
