import { NOW_SQL } from './dialect.ts';
import { sqlOf, type PlatformDb, type TenantDb } from './handles.ts';
import type { TenantTable } from './references.ts';
import { rowSet, rowsOf } from './row-set.ts';

/**
 * Inserts rows of any number of tenants in one statement, which costs little more than one row. Each row names its
 * tenant.
 * @returns the `returning` column of the rows that were inserted
 */
export async function insertRows<Row extends { tenant_id: string }>(
  db: PlatformDb | TenantDb,
  table: TenantTable,
  columns: readonly (string & keyof Row)[],
  rows: readonly Row[],
  options: {
    /** Skips the rows of tenants that have been deleted, which would fail the others. */
    existingTenantsOnly?: boolean;
    /** Continues `ON CONFLICT`. */
    onConflict?: string;
    /** A column whose value is a delay in milliseconds, stored as a time of the database's clock. */
    fromNow?: string & keyof Row;
    returning?: string & keyof Row;
  } = {},
): Promise<string[]> {
  const { existingTenantsOnly = false, onConflict, fromNow, returning } = options;
  const { from, binding } = rowSet(db.dialect, table, columns, rows);
  const values = columns.map((column) =>
    column === fromNow ? `${NOW_SQL[db.dialect]} + ${column}` : column,
  );
  // SQLite needs a WHERE here to tell ON CONFLICT from the ON of a join.
  const which = existingTenantsOnly ? 'EXISTS (SELECT 1 FROM tenants WHERE id = added.tenant_id)' : 'true';
  const result: unknown = await sqlOf(db).raw(
    `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${from} AS added WHERE ${which}
     ${onConflict === undefined ? '' : `ON CONFLICT ${onConflict}`} ${returning === undefined ? '' : `RETURNING ${returning}`}`,
    [binding],
  );
  return returning === undefined ? [] : rowsOf<Record<string, string>>(result).map((row) => row[returning]!);
}
