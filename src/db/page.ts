import type { Knex } from 'knex';

export interface SortKey {
  column: string;
  direction: 'asc' | 'desc';
}

/** Which slice of a list: `number` counts from 1. */
export interface PageRequest {
  number: number;
  size: number;
  sort: readonly SortKey[];
}

export interface Page<Row> {
  rows: Row[];
  total: number;
}

/** One page of a query and how many rows it has in all. Ties are broken by id, so that pages never overlap. */
export async function selectPage<Row>(
  query: Knex.QueryBuilder,
  table: string,
  columns: readonly string[],
  page: PageRequest,
  tieBreaker = 'id',
): Promise<Page<Row>> {
  const [counted] = (await query.clone().count({ total: '*' })) as { total: number | string }[];
  const qualified = (column: string) => (column.includes('.') ? column : `${table}.${column}`);
  const sorted = query.clone().select(columns.map(qualified));
  // The two databases put nulls at different ends.
  for (const { column, direction } of page.sort)
    sorted.orderByRaw(`?? IS NULL, ?? ${direction}`, [qualified(column), qualified(column)]);
  if (!page.sort.some(({ column }) => column === tieBreaker)) sorted.orderBy(`${table}.${tieBreaker}`, 'asc');
  const rows = (await sorted.limit(page.size).offset((page.number - 1) * page.size)) as Row[];
  return { rows, total: Number(counted?.total ?? 0) };
}
