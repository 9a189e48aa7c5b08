import type { RawDb } from '../raw.ts';

/** What Microsoft Graph's resource data is decrypted with; encrypted. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('webhooks', (table) => void table.text('decryption_key').nullable());
}
