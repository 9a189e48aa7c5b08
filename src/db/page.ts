import { sqlOf, type Query, type TenantDb } from './handles.ts';
import { whereContains } from './search.ts';

interface SortKey {
  column: string;
  direction: 'asc' | 'desc';
}

/** A page of a list; `number` starts at 1. */
export interface PageRequest {
  number: number;
  size: number;
  sort: readonly SortKey[];
  /** Only rows with this text in one of the searched columns. */
  search?: string | undefined;
  /** Only rows with these IDs. */
  ids?: readonly string[] | undefined;
}

export interface Page<Row> {
  rows: Row[];
  total: number;
}

/** Where a list comes from. Column names belong to `table` unless they are qualified. */
export interface Listed {
  table: string;
  columns: readonly string[];
  /** The query that reads the page's rows, if that needs more tables than finding them. */
  rows?: Query;
  /** The column that identifies a row and breaks ties; default `id`. */
  id?: string;
  /** The columns that `search` looks in. */
  searched?: readonly string[];
  /** Sortable columns that may be null; nulls come last in both directions. */
  nullable?: readonly string[];
  /** The column to sort by, if it differs from the name in the request. */
  sortedBy?: Readonly<Record<string, string>>;
}

/**
 * Returns one page of a query and the total number of rows. Ties are broken by ID, so that pages never overlap. It
 * finds the IDs of the page first and then reads those rows, because sorting entire rows, all but fifty of which are
 * thrown away, takes far longer.
 */
export async function selectPage<Row>(
  db: TenantDb,
  query: Query,
  listed: Listed,
  page: PageRequest,
): Promise<Page<Row>> {
  const key = listed.id ?? 'id';
  const id = qualified(listed, key);
  const found = query.clone();
  if (page.ids !== undefined) found.whereIn(id, [...page.ids]);
  const { ids, total } = await (page.search === undefined ? findPage : searchPage)(db, found, listed, page);
  if (ids.length === 0) return { rows: [], total };
  const columns = listed.columns.map((column) => qualified(listed, column));
  const rows = (await (listed.rows ?? query).clone().whereIn(id, ids).select(columns)) as Row[];
  // Sorted here, because SQLite would go through the entire list to sort them.
  const byId = new Map(rows.map((row) => [(row as Record<string, unknown>)[key], row]));
  return { rows: ids.map((one) => byId.get(one)).filter((row) => row !== undefined), total };
}

type Found = Promise<{ ids: string[]; total: number }>;

async function findPage(_db: TenantDb, found: Query, listed: Listed, page: PageRequest): Found {
  const total = await countOf(found);
  if (startOf(page) >= total) return { ids: [], total };
  const rows = (await idsOf(found, listed, page)) as { id: string }[];
  return { ids: rows.map(({ id }) => id), total };
}

/** No index helps with a search: every row is examined, so IDs and count are found in one query. */
async function searchPage(db: TenantDb, found: Query, listed: Listed, page: PageRequest): Found {
  const columns = (listed.searched ?? []).map((column) => qualified(listed, column));
  whereContains(found, db.dialect, columns, page.search!);
  const rows = (await idsOf(found, listed, page).select(sqlOf(db).raw('count(*) OVER () AS total'))) as {
    id: string;
    total: number | string;
  }[];
  // A page past the end is empty and so has no total.
  const total = rows[0]?.total ?? (startOf(page) === 0 ? 0 : await countOf(found));
  return { ids: rows.map(({ id }) => id), total: Number(total) };
}

async function countOf(found: Query): Promise<number> {
  const [counted] = (await found.clone().count({ total: '*' })) as { total: number | string }[];
  return Number(counted?.total ?? 0);
}

function idsOf(found: Query, listed: Listed, page: PageRequest): Query {
  const ids = found.clone().select(`${qualified(listed, listed.id ?? 'id')} as id`);
  return inOrder(ids, listed, page).limit(page.size).offset(startOf(page));
}

function startOf({ number, size }: PageRequest): number {
  return (number - 1) * size;
}

function inOrder(rows: Query, listed: Listed, { sort }: PageRequest): Query {
  const { nullable = [], sortedBy = {} } = listed;
  for (const { column, direction } of sort) {
    const name = qualified(listed, sortedBy[column] ?? column);
    // SQLite and PostgreSQL put nulls at different ends. Without nulls, an index can be used.
    if (nullable.includes(column)) rows.orderByRaw('?? IS NULL', [name]);
    rows.orderBy(name, direction);
  }
  // In the direction of the last sort column, so that an index can be read backward.
  return rows.orderBy(qualified(listed, listed.id ?? 'id'), sort.at(-1)?.direction ?? 'asc');
}

function qualified({ table }: Listed, column: string): string {
  return column.includes('.') ? column : `${table}.${column}`;
}
