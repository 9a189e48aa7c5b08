import { platformOf, type Query, type TenantDb } from './handles.ts';
import { whereContains } from './search.ts';

export interface SortKey {
  column: string;
  direction: 'asc' | 'desc';
}

/** Which part of a list: `number` counts pages from 1. */
export interface PageRequest {
  number: number;
  size: number;
  sort: readonly SortKey[];
  /** Only what has this text in one of the columns that are searched. */
  search?: string | undefined;
  /** Only these. */
  ids?: readonly string[] | undefined;
}

export interface Page<Row> {
  rows: Row[];
  total: number;
}

/** What a list is made of. Names of columns are the table's, unless they are qualified. */
export interface Listed {
  table: string;
  columns: readonly string[];
  /** What identifies a row, and breaks ties: `id` if not said. */
  id?: string;
  /** What a person would look for. */
  searched?: readonly string[];
}

/** One page of a query and how many rows it has in all. Ties are broken by id, so that pages never overlap. */
export async function selectPage<Row>(
  db: TenantDb,
  query: Query,
  { table, columns, id = 'id', searched = [] }: Listed,
  page: PageRequest,
): Promise<Page<Row>> {
  const qualified = (column: string) => (column.includes('.') ? column : `${table}.${column}`);
  const found = query.clone();
  if (page.ids !== undefined) found.whereIn(qualified(id), [...page.ids]);
  if (page.search !== undefined)
    whereContains(found, platformOf(db).dialect, searched.map(qualified), page.search);
  const [counted] = (await found.clone().count({ total: '*' })) as { total: number | string }[];
  const sorted = found.select(columns.map(qualified));
  // The two databases put nulls at different ends.
  for (const { column, direction } of page.sort)
    sorted.orderByRaw(`?? IS NULL, ?? ${direction}`, [qualified(column), qualified(column)]);
  if (!page.sort.some(({ column }) => column === id)) sorted.orderBy(qualified(id), 'asc');
  const rows = (await sorted.limit(page.size).offset((page.number - 1) * page.size)) as Row[];
  return { rows, total: Number(counted?.total ?? 0) };
}
