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
  /** Where the rows of the page are read, if that takes more tables than to find them. */
  rows?: Query;
  /** What identifies a row, and breaks ties: `id` if not said. */
  id?: string;
  /** What a person would look for. */
  searched?: readonly string[];
  /** What may be null, of that by which it is sorted: it comes last, upwards and downwards. */
  nullable?: readonly string[];
  /** By which column it is sorted, where it is not the one of that name. */
  sortedBy?: Readonly<Record<string, string>>;
}

/**
 * One page of a query and how many rows it has in all. Ties are broken by id, so that pages never overlap. First the ids
 * of the page are found, then its rows: to sort whole rows, of which all but fifty are thrown away, takes far longer.
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
  // Were the database to sort them again, SQLite would go through the whole list for them.
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

/** No index helps to search: every row is looked at, so ids and count are found at once. */
async function searchPage(db: TenantDb, found: Query, listed: Listed, page: PageRequest): Found {
  const { sql, dialect } = platformOf(db);
  const columns = (listed.searched ?? []).map((column) => qualified(listed, column));
  whereContains(found, dialect, columns, page.search!);
  const rows = (await idsOf(found, listed, page).select(sql.raw('count(*) OVER () AS total'))) as {
    id: string;
    total: number | string;
  }[];
  // A page past the end says nothing of those before it.
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
    // The two databases put nulls at different ends. Where there are none, an index can be of use.
    if (nullable.includes(column)) rows.orderByRaw('?? IS NULL', [name]);
    rows.orderBy(name, direction);
  }
  // In the direction of what it is sorted by, so that an index can be read backwards.
  return rows.orderBy(qualified(listed, listed.id ?? 'id'), sort.at(-1)?.direction ?? 'asc');
}

function qualified({ table }: Listed, column: string): string {
  return column.includes('.') ? column : `${table}.${column}`;
}
