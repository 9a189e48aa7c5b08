import type { RawDb } from '../raw.ts';

/**
 * Wrong passwords are counted by account and source. The columns `failed_logins` and `locked_until` of users stay for
 * the previous release, which still counts there.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.createTable('sign_in_failures', (table) => {
    // SHA-256 of the email address, so that unknown addresses are counted in the same way.
    table.text('account').notNullable();
    // An IP address, a network, a browser or a signed-in user; empty for the total of all unknown sources.
    table.text('source').notNullable();
    table.integer('failures').notNullable();
    table.bigInteger('locked_until').nullable();
    table.bigInteger('expires_at').notNullable().index();
    table.primary(['account', 'source']);
  });
  await sql.schema.createTable('known_sources', (table) => {
    table.uuid('user_id').notNullable().references('id').inTable('users').onDelete('CASCADE');
    // SHA-256 of a browser's token or of an IP address.
    table.text('source_hash').notNullable();
    table.bigInteger('expires_at').notNullable().index();
    table.primary(['user_id', 'source_hash']);
    table.index(['source_hash']);
  });
}
