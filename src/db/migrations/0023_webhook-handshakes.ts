import type { RawDb } from '../raw.ts';

/** Whether the secret of a webhook came in a handshake and people need to see it. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhooks', (table) => {
    table.boolean('secret_shown').notNullable().defaultTo(false);
  });
}
