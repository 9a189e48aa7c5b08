import type { Dialect } from './dialect.ts';

/**
 * Passes rows as a table in a statement with a single parameter: many rows of any number of tenants are written at
 * once, and building SQL for each would cost more than storing it.
 * @param table the table with these columns
 * @returns `from`, to be aliased with AS, and the value for its one `?`
 */
export function rowSet<Row extends object>(
  dialect: Dialect,
  table: string,
  columns: readonly (string & keyof Row)[],
  rows: readonly Row[],
): { from: string; binding: string } {
  if (dialect === 'postgres')
    return {
      from: `json_populate_recordset(NULL::${table}, ?::json)`,
      binding: JSON.stringify(
        rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))),
      ),
    };
  // The text of a value would be parsed again for each column; its binary form is not.
  const values = columns.map((column, index) => `value ->> ${index} AS ${column}`).join(', ');
  return {
    from: `(SELECT ${values} FROM jsonb_each(?))`,
    binding: JSON.stringify(rows.map((row) => columns.map((column) => row[column]))),
  };
}

/** The rows of a raw query; the two drivers wrap them differently. */
export function rowsOf<Row>(result: unknown): Row[] {
  return Array.isArray(result) ? (result as Row[]) : (result as { rows: Row[] }).rows;
}
