import type { RawDb } from '../raw.ts';

/** Client secrets that were replaced and are still tried until a time. */
export async function up({ sql }: RawDb): Promise<void> {
  for (const name of ['credentials', 'oauth_clients']) {
    await sql.schema.alterTable(name, (table) => {
      table.text('previous_client_secret').nullable();
      table.bigInteger('previous_client_secret_expires_at').nullable();
    });
    await sql.raw(
      `CREATE INDEX ${name}_previous_secret_index ON ${name} (previous_client_secret_expires_at)
         WHERE previous_client_secret_expires_at IS NOT NULL`,
    );
  }
}
