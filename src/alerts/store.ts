import { deleteExpired, rowsOfAllTenants } from '../db/all-tenants.ts';
import type { PlatformDb, TenantDb } from '../db/index.ts';

const TABLE = 'alerts';

/** What an alert can be about. */
export type AlertEvent =
  | 'webhook.failing'
  | 'webhook.disabled'
  | 'webhook.rejecting'
  | 'flow.target_gone'
  | 'flow.certificate_ends_soon'
  | 'connection.ends_soon'
  | 'connection.ended'
  | 'alert.test';

/** A message to a tenant's `alert_url`. Times in milliseconds since the epoch. */
export interface Alert {
  tenant_id: string;
  id: string;
  event: AlertEvent;
  /** What it is about, as the message has it. */
  details: Record<string, unknown>;
  state: 'pending' | 'delivered' | 'failed';
  /** Number of attempts started so far. */
  attempts: number;
  /** null: no further attempt. */
  next_attempt_at: number | null;
  status_code: number | null;
  /** Why the last attempt failed. */
  error: string | null;
  created_at: number;
  updated_at: number;
}

type Row = Omit<Alert, 'details'> & { details: string };

/** The result of an attempt. `wait` is the time until the next one in milliseconds; null after the last. */
export type Result = Pick<Alert, 'state' | 'status_code' | 'error' | 'updated_at'> & { wait: number | null };

/** Inserts an alert that is due now. */
export async function insertAlert(db: TenantDb, { details, ...alert }: Alert): Promise<void> {
  await db.insert(TABLE, { ...alert, details: JSON.stringify(details), next_attempt_at: db.now() });
}

/** Whether at least this many alerts of the tenant wait to be sent. */
export async function hasWaiting(db: TenantDb, count: number): Promise<boolean> {
  const row: unknown = await db
    .from(TABLE)
    .whereNotNull('next_attempt_at')
    .offset(count - 1)
    .limit(1)
    .select('id')
    .first();
  return row !== undefined;
}

/** Newest first: IDs are UUIDv7, so they sort by time. */
export async function listAlerts(db: TenantDb, after: string | undefined, limit: number): Promise<Alert[]> {
  const query = db.from(TABLE).orderBy('id', 'desc').limit(limit);
  if (after !== undefined) query.where('id', '<', after);
  return ((await query) as Row[]).map(fromRow);
}

/** The tenants with due alerts. */
export async function tenantsWithDue(db: PlatformDb): Promise<string[]> {
  const due = rowsOfAllTenants(db, TABLE).where('next_attempt_at', '<=', db.now());
  return (await due.distinct('tenant_id').pluck('tenant_id')) as string[];
}

/**
 * Claims the alert that has been due longest, for `lease` milliseconds. Call in a transaction.
 * @returns undefined if none is due
 */
export async function claimAlert(db: TenantDb, lease: number, now: number): Promise<Alert | undefined> {
  const row = (await db
    .lock(TABLE)
    .where('next_attempt_at', '<=', db.now())
    .orderBy('next_attempt_at')
    .first()) as Row | undefined;
  if (row === undefined) return undefined;
  const attempts = row.attempts + 1;
  await db
    .from(TABLE)
    .where({ id: row.id })
    .update({ attempts, next_attempt_at: db.now(lease), updated_at: now });
  return fromRow({ ...row, attempts });
}

/** Stores the result of an attempt, unless the alert was claimed again because the attempt took too long. */
export async function storeResult(db: TenantDb, alert: Alert, { wait, ...result }: Result): Promise<void> {
  await db
    .from(TABLE)
    .where({ id: alert.id, attempts: alert.attempts, state: 'pending' })
    .update({ ...result, next_attempt_at: wait === null ? null : db.now(wait) });
}

/** Makes a claimed alert due again, as if it had not been claimed. */
export async function giveBack(db: TenantDb, { id, attempts }: Alert): Promise<void> {
  await db
    .from(TABLE)
    .where({ id, attempts, state: 'pending' })
    .update({ attempts: attempts - 1, next_attempt_at: db.now() });
}

/**
 * @param until deletes alerts that were created then or earlier
 * @param limit maximum number of rows to delete
 * @returns whether there may be more
 */
export async function deleteOldAlerts(db: PlatformDb, until: number, limit: number): Promise<boolean> {
  const alerts = { table: TABLE, key: ['tenant_id', 'id'], column: 'created_at' } as const;
  return (await deleteExpired(db, alerts, until, limit)) === limit;
}

function fromRow(row: Row): Alert {
  return { ...row, details: JSON.parse(row.details) as Alert['details'] };
}
