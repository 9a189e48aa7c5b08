import { uniqueName } from '../errors.ts';
import type { RawDb } from '../raw.ts';

/**
 * A user who was added through the API and has not accepted yet is a placeholder that belongs to the tenant, whether or
 * not the address has an account. The audit log also records the IP address.
 */
export async function up({ sql }: RawDb): Promise<void> {
  // Raw SQL, because Knex would copy the entire table on SQLite just for the reference.
  await sql.raw('ALTER TABLE users ADD COLUMN invited_to uuid REFERENCES tenants (id) ON DELETE CASCADE');
  await sql.schema.alterTable('users', (table) => {
    table.string('invited_email', 254).nullable();
  });
  await sql.schema.alterTable('users', (table) => {
    table.unique(['invited_to', 'invited_email'], {
      indexName: uniqueName('users', ['invited_to', 'invited_email']),
    });
    table.index(['invited_email']);
  });
  await sql.schema.alterTable('memberships', (table) => {
    // The ID of the placeholder that the account has replaced.
    table.uuid('invitation_id').nullable();
    table.index(['tenant_id', 'invitation_id']);
  });
  await sql.schema.alterTable('audit_events', (table) => {
    table.text('ip_address').nullable();
  });
}
