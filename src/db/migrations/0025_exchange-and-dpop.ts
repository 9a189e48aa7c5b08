import type { RawDb } from '../raw.ts';

/** Tokens that are exchanged for others, and tokens that are bound to a key. */
export async function up({ sql }: RawDb): Promise<void> {
  // Sealed: the token that is exchanged for access tokens (RFC 8693), and the actor token that was entered with it.
  await sql.schema.alterTable('connections', (table) => void table.text('subject_token').nullable());
  // Sealed: the private key that the tokens of an attempt will be bound to (RFC 9449).
  await sql.schema.alterTable('connection_attempts', (table) => void table.text('dpop_key').nullable());
}
