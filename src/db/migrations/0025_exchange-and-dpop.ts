import type { RawDb } from '../raw.ts';

/** The token that is exchanged for access tokens (RFC 8693), and the actor token that was entered with it. */
export async function up({ sql }: RawDb): Promise<void> {
  // Sealed.
  await sql.schema.alterTable('connections', (table) => void table.text('subject_token').nullable());
}
