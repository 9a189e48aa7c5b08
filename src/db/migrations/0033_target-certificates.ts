import type { RawDb } from '../raw.ts';

/** The client certificates of deliveries, and the authorities of their targets. Without them, as before. */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('flows', (table) => {
    // PEM.
    table.text('target_client_certificate').nullable();
    // Sealed.
    table.text('target_client_key').nullable();
    table.bigInteger('target_client_certificate_expires_at').nullable();
    // PEM.
    table.text('target_ca_certificates').nullable();
    // When it was noted that the certificate expires soon; null: not yet.
    table.bigInteger('target_certificate_noted_at').nullable();
  });
  await sql.raw(
    `CREATE INDEX flows_certificate_expiry_index ON flows (target_client_certificate_expires_at)
     WHERE target_client_certificate_expires_at IS NOT NULL AND target_certificate_noted_at IS NULL`,
  );
}
