import type { PlatformDb } from '../handles.ts';

/**
 * The order of the long lists, so that a page is read and not sorted. A client_id may be longer than PostgreSQL takes
 * into an index, so its beginning is a column, which the database fills; of an expression it would not read the index alone.
 */
export async function up({ sql, dialect }: PlatformDb): Promise<void> {
  const kind = dialect === 'postgres' ? 'STORED' : 'VIRTUAL';
  await sql.raw(
    `ALTER TABLE oauth_clients ADD COLUMN client_id_start text GENERATED ALWAYS AS (substr(client_id, 1, 255)) ${kind}`,
  );
  const inOrderOf = (table: string, column: string) =>
    sql.schema.alterTable(table, (it) => void it.index(['tenant_id', column, 'id']));
  await inOrderOf('oauth_clients', 'client_id_start');
  // The last: what no index helps with SQLite reads by the youngest, and this one has the order of the rows.
  await inOrderOf('oauth_clients', 'created_at');
  await inOrderOf('credentials', 'name');
  await inOrderOf('flows', 'name');
}
