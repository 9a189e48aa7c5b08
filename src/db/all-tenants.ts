import { sqlOf, type PlatformDb, type Query } from './handles.ts';
import type { TenantTable } from './references.ts';

/**
 * Deletes rows of all tenants that have expired.
 * @param table its name, its primary key, and its column with a time
 * @param until deletes rows whose time is this or earlier
 * @param limit maximum number of rows to delete, so that other writes do not wait long
 * @returns how many were deleted
 */
export async function deleteExpired(
  db: PlatformDb,
  { table, key, column }: { table: TenantTable; key: readonly ['tenant_id', ...string[]]; column: string },
  until: number,
  limit: number,
): Promise<number> {
  const columns = [...key];
  const expired = sqlOf(db)(table).select(columns).where(column, '<=', until).limit(limit);
  return sqlOf(db)(table).whereIn(columns, expired).delete();
}

/**
 * Sets columns to null in rows of all tenants whose time in one of them has passed.
 * @param columns the columns to clear; the first one has the time
 * @param until clears rows whose time is this or earlier
 * @param limit maximum number of rows
 * @returns how many were cleared
 */
export async function clearExpired(
  db: PlatformDb,
  {
    table,
    key,
    columns,
  }: {
    table: TenantTable;
    key: readonly ['tenant_id', ...string[]];
    columns: readonly [string, ...string[]];
  },
  until: number,
  limit: number,
): Promise<number> {
  const keys = [...key];
  const expired = sqlOf(db)(table).select(keys).where(columns[0], '<=', until).limit(limit);
  return (
    sqlOf(db)(table)
      .whereIn(keys, expired)
      // Another transaction may just have set a later time.
      .where(columns[0], '<=', until)
      .update(Object.fromEntries(columns.map((column) => [column, null])))
  );
}

/**
 * The keys of rows of all tenants whose time in a column has come, the earliest first.
 * @param limit maximum number of rows
 */
export async function dueRows<Key extends string>(
  db: PlatformDb,
  { table, key, column }: { table: TenantTable; key: readonly ['tenant_id', ...Key[]]; column: string },
  now: number,
  limit: number,
): Promise<Record<Key | 'tenant_id', string>[]> {
  return (await sqlOf(db)(table)
    .select([...key])
    .where(column, '<=', now)
    .orderBy(column)
    .limit(limit)) as Record<Key | 'tenant_id', string>[];
}

/** The latest time in a column, over all tenants; 0 if there are no rows. */
export async function latest(db: PlatformDb, table: TenantTable, column: string): Promise<number> {
  const row = (await sqlOf(db)(table).max({ last: column }).first()) as { last: number | null } | undefined;
  return Number(row?.last ?? 0);
}

/** The rows of all tenants in a table, for a background job to read or update. */
export function rowsOfAllTenants(db: PlatformDb, table: TenantTable): Query {
  return sqlOf(db)(table as string);
}
