import type { RawDb } from '../raw.ts';

/**
 * Counts the changes of the settings that a connection's refreshes use, so that the result of a refresh with older
 * settings is recognized; and whether the external user ID was found where the provider documents it.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('connections', (table) => {
    table.integer('settings_version').notNullable().defaultTo(0);
    table.boolean('user_id_documented').notNullable().defaultTo(false);
  });
}
