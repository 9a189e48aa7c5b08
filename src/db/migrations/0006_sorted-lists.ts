import type { RawDb } from '../raw.ts';

/**
 * Indexes for the order of long lists, so that a page is read without sorting. A client_id may be longer than
 * PostgreSQL allows in an index, so its beginning is a generated column; PostgreSQL would not use an index-only scan on
 * an expression.
 */
export async function up({ sql, dialect }: RawDb): Promise<void> {
  const kind = dialect === 'postgres' ? 'STORED' : 'VIRTUAL';
  await sql.raw(
    `ALTER TABLE oauth_clients ADD COLUMN client_id_start text GENERATED ALWAYS AS (substr(client_id, 1, 255)) ${kind}`,
  );
  const inOrderOf = (table: string, column: string) =>
    sql.schema.alterTable(table, (it) => void it.index(['tenant_id', column, 'id']));
  await inOrderOf('oauth_clients', 'client_id_start');
  // This index comes last: SQLite reads by the newest index when none helps, and this one has the order of the rows.
  await inOrderOf('oauth_clients', 'created_at');
  await inOrderOf('credentials', 'name');
  await inOrderOf('flows', 'name');
}
