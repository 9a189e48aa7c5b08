import { deleteExpired } from '../db/all-tenants.ts';
import { insertRows, type PlatformDb, type TenantDb } from '../db/index.ts';

const TABLE = 'hourly_counts';

export const COUNTED = [
  'events',
  'deliveries_succeeded',
  'deliveries_failed',
  'hand_outs',
  'refreshes_succeeded',
  'refreshes_failed',
] as const;

export type CountName = (typeof COUNTED)[number];

export interface HourlyCount {
  tenant_id: string;
  /** Hours since the epoch. */
  hour: number;
  name: CountName;
  count: number;
}

const COLUMNS = ['tenant_id', 'hour', 'name', 'count'] as const satisfies (keyof HourlyCount)[];

/** Adds to the counts of other processes. Skips tenants that have been deleted. */
export async function addCounts(db: PlatformDb, counts: readonly HourlyCount[]): Promise<void> {
  await insertRows(db, TABLE, COLUMNS, counts, {
    existingTenantsOnly: true,
    onConflict: `(tenant_id, hour, name) DO UPDATE SET count = ${TABLE}.count + excluded.count`,
  });
}

export async function countsSince(db: TenantDb, hour: number): Promise<HourlyCount[]> {
  return (await db.from(TABLE).where('hour', '>=', hour)) as HourlyCount[];
}

/**
 * @param before hours since the epoch
 * @param limit maximum number of rows to delete
 * @returns whether there may be more
 */
export async function deleteOldCounts(db: PlatformDb, before: number, limit: number): Promise<boolean> {
  const hours = { table: TABLE, key: ['tenant_id', 'hour', 'name'], column: 'hour' } as const;
  return (await deleteExpired(db, hours, before - 1, limit)) === limit;
}

/** Number of the tenant's rows for each value of a column. */
export async function countBy(
  db: TenantDb,
  table: Parameters<TenantDb['from']>[0],
  column: string,
): Promise<Record<string, number>> {
  const rows = (await db.from(table).select({ value: column }).count({ n: '*' }).groupBy(column)) as {
    value: string;
    n: number | string;
  }[];
  return Object.fromEntries(rows.map(({ value, n }) => [value, Number(n)]));
}
