import type { Dialect } from './dialect.ts';

/**
 * Rows as a table within one statement that has one parameter: many rows are written, of any number of tenants, and
 * building SQL for each would cost more than storing it.
 * @param table whose columns they are
 * @returns `from`, to be named with AS, and what its one `?` stands for
 */
export function rowSet<Row extends object>(
  dialect: Dialect,
  table: string,
  columns: readonly (string & keyof Row)[],
  rows: readonly Row[],
): { from: string; binding: string } {
  if (dialect === 'postgres')
    return { from: `json_populate_recordset(NULL::${table}, ?::json)`, binding: JSON.stringify(rows) };
  const values = columns.map((column, index) => `value ->> ${index} AS ${column}`).join(', ');
  return {
    from: `(SELECT ${values} FROM json_each(?))`,
    binding: JSON.stringify(rows.map((row) => columns.map((column) => row[column]))),
  };
}

/** The rows that a raw query returns: the two drivers wrap them differently. */
export function rowsOf<Row>(answer: unknown): Row[] {
  return Array.isArray(answer) ? (answer as Row[]) : (answer as { rows: Row[] }).rows;
}
