import { sqlOf, type Query, type TenantDb } from './handles.ts';

/** A subquery: one column of the rows of several queries, each of which may have its own order and limit. */
export function unionAll(db: TenantDb, column: string, queries: readonly Query[]): Query {
  // SQLite accepts an order and a limit only in a nested query.
  const [first, ...others] = queries.map((query) => sqlOf(db).select(column).from(query.as('part')));
  return first!.unionAll(others);
}
