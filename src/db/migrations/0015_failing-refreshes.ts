import type { RawDb } from '../raw.ts';

/**
 * An index of the connections that have a reason for their state. Among them are the few connected ones whose last
 * refresh failed. Without it, finding them means reading every connected credential.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.raw(
    `CREATE INDEX connections_reason_index ON connections (tenant_id, state, expires_at, credential_id)
     WHERE state_reason IS NOT NULL`,
  );
}
