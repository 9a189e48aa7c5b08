import { rowSet, type PlatformDb, type TenantDb } from '../db/index.ts';

const TABLE = 'hourly_counts';

/** What is counted. */
export const COUNTED = [
  'events',
  'deliveries_succeeded',
  'deliveries_failed',
  'hand_outs',
  'refreshes_succeeded',
  'refreshes_failed',
] as const;

export type Counted = (typeof COUNTED)[number];

export interface HourlyCount {
  tenant_id: string;
  /** Since the epoch. */
  hour: number;
  name: Counted;
  count: number;
}

const COLUMNS = ['tenant_id', 'hour', 'name', 'count'] as const satisfies (keyof HourlyCount)[];

/** Adds to what other processes have counted. A tenant that is gone by now is left out. */
export async function addCounts({ sql, dialect }: PlatformDb, counts: readonly HourlyCount[]): Promise<void> {
  const { from, binding } = rowSet(dialect, TABLE, COLUMNS, counts);
  await sql.raw(
    `INSERT INTO ${TABLE} AS total (${COLUMNS.join(', ')})
     SELECT ${COLUMNS.join(', ')} FROM ${from} AS counted
     WHERE EXISTS (SELECT 1 FROM tenants WHERE id = counted.tenant_id)
     ON CONFLICT (tenant_id, hour, name) DO UPDATE SET count = total.count + excluded.count`,
    [binding],
  );
}

export async function countsSince(db: TenantDb, hour: number): Promise<HourlyCount[]> {
  return (await db.from(TABLE).where('hour', '>=', hour)) as HourlyCount[];
}

/** @returns whether there may be more */
export async function forgetCounts({ sql }: PlatformDb, before: number, limit: number): Promise<boolean> {
  const columns = ['tenant_id', 'hour', 'name'];
  const old = sql(TABLE).select(columns).where('hour', '<', before).limit(limit);
  return (await sql(TABLE).whereIn(columns, old).delete()) === limit;
}

/** How many rows of the tenant there are by the value of a column. */
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
