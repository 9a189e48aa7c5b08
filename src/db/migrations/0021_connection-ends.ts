import type { RawDb } from '../raw.ts';

/**
 * When a connection ends, from when on that is soon, and whether the audit log says so. The indexes have no tenant where
 * a background job looks through the connections of all tenants.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('connections', (table) => {
    table.bigInteger('ends_at').nullable();
    table.bigInteger('ends_soon_from').nullable();
    table.bigInteger('end_noted_at').nullable();
  });
  await sql.raw(
    `UPDATE connections SET ends_at = CASE
         WHEN refresh_token IS NOT NULL OR refresh_expires_at IS NOT NULL THEN refresh_expires_at
         ELSE expires_at END
       WHERE state = 'connected' AND NOT EXISTS (
         SELECT 1 FROM credentials WHERE credentials.tenant_id = connections.tenant_id
           AND credentials.id = connections.credential_id AND credentials.grant_type = 'client_credentials')`,
  );
  await sql.raw(
    `UPDATE connections SET ends_soon_from = CASE
         WHEN keep_alive_at + ${PATIENCE} > ends_at - ${SOON} THEN keep_alive_at + ${PATIENCE}
         ELSE ends_at - ${SOON} END
       WHERE ends_at IS NOT NULL`,
  );
  for (const [name, columns] of Object.entries(INDEXES))
    await sql.raw(
      `CREATE INDEX connections_${name}_index ON connections (${columns}) WHERE ends_soon_from IS NOT NULL`,
    );
  await sql.raw(
    `CREATE INDEX connections_lost_index ON connections (state) WHERE state = 'needs_reauthorization'`,
  );
}

/** The values of the first release with these columns, in milliseconds: seven days and ten minutes. */
const SOON = 604_800_000;
const PATIENCE = 600_000;

const INDEXES = {
  ends: 'state, ends_soon_from, ends_at, end_noted_at',
  tenant_ends: 'tenant_id, state, ends_soon_from, credential_id',
};
