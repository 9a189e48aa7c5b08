import type { Query } from './query.ts';
import type { Collection } from './resource.ts';

/** The requested page of rows that are all in memory, sorted by name if asked. Otherwise they stay in the given order. */
export function pageInMemory<Row extends { name: string }>(
  rows: readonly Row[],
  { sort, page }: Pick<Query, 'sort' | 'page'>,
): Collection<Row> {
  const direction = sort[0] === undefined ? 0 : sort[0].direction === 'asc' ? 1 : -1;
  const sorted = rows.toSorted((a, b) => direction * a.name.localeCompare(b.name, 'en'));
  const start = (page.number - 1) * page.size;
  return { rows: sorted.slice(start, start + page.size), total: rows.length };
}
