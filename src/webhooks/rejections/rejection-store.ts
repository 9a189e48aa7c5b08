import { deleteExpired } from '../../db/all-tenants.ts';
import {
  insertRows,
  selectPage,
  tenantDb,
  type Page,
  type PageRequest,
  type PlatformDb,
  type TenantDb,
} from '../../db/index.ts';
import type { ErrorCode } from '../../errors.ts';
import type { EventKind } from '../event-store.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];

/** How many rejected requests of a webhook are kept. */
const KEPT_PER_WEBHOOK = 100;

/** A request that a webhook rejected. */
export interface RejectedRequest {
  tenant_id: string;
  id: string;
  webhook_id: string;
  kind: EventKind;
  code: ErrorCode;
  reason: string;
  method: string;
  ip_address: string | null;
  /** JSON: without the values that can be secrets. */
  headers: string;
  /** null if it is unknown, because the body was not read. */
  body_bytes: number | null;
  /** Milliseconds since the epoch. */
  received_at: number;
}

/** How many requests a webhook rejected in an hour. */
export interface RejectionHour {
  tenant_id: string;
  webhook_id: string;
  /** Hours since the epoch. */
  hour: number;
  rejected: number;
  /** How many of them were rejected because of their sender. */
  of_sender: number;
}

const COLUMNS = [
  'tenant_id',
  'id',
  'webhook_id',
  'kind',
  'code',
  'reason',
  'method',
  'ip_address',
  'headers',
  'body_bytes',
  'received_at',
] as const satisfies (keyof RejectedRequest)[];

const HOUR_COLUMNS = [
  'tenant_id',
  'webhook_id',
  'hour',
  'rejected',
  'of_sender',
] as const satisfies (keyof RejectionHour)[];

const LISTED = { table: 'rejected_requests', columns: COLUMNS };

/** Adds rejected requests, and deletes the oldest ones of their webhooks. Skips tenants that have been deleted. */
export async function addRejected(db: PlatformDb, requests: readonly RejectedRequest[]): Promise<void> {
  if (requests.length === 0) return;
  await insertRows(db, 'rejected_requests', COLUMNS, requests, {
    existingTenantsOnly: true,
    onConflict: 'DO NOTHING',
  });
  const webhooks = new Map(requests.map(({ webhook_id, tenant_id }) => [webhook_id, tenant_id]));
  for (const [webhook_id, tenant_id] of webhooks) await trim(tenantDb(db, tenant_id), webhook_id);
}

async function trim(db: TenantDb, webhook_id: string): Promise<void> {
  const rows = () => db.from('rejected_requests').where({ webhook_id });
  const oldest = rows().orderBy('id', 'desc').offset(KEPT_PER_WEBHOOK).limit(1).select('id');
  await rows().where('id', '<=', oldest).delete();
}

/** Adds to the counts of other processes. Skips tenants that have been deleted. */
export async function addHours(db: PlatformDb, hours: readonly RejectionHour[]): Promise<void> {
  await insertRows(db, 'rejection_hours', HOUR_COLUMNS, hours, {
    existingTenantsOnly: true,
    onConflict: `(tenant_id, webhook_id, hour) DO UPDATE SET
      rejected = rejection_hours.rejected + excluded.rejected,
      of_sender = rejection_hours.of_sender + excluded.of_sender`,
  });
}

export function listRejected(
  db: TenantDb,
  webhookId: string,
  page: PageRequest,
): Promise<Page<RejectedRequest>> {
  return selectPage(db, db.from('rejected_requests').where({ webhook_id: webhookId }), LISTED, page);
}

/** The hours of a webhook from an hour on, in hours since the epoch. */
export async function rejectionsSince(
  db: TenantDb,
  webhookId: string,
  hour: number,
): Promise<Pick<RejectionHour, 'hour' | 'rejected' | 'of_sender'>[]> {
  const rows = (await db
    .from('rejection_hours')
    .where({ webhook_id: webhookId })
    .where('hour', '>=', hour)
    .select('hour', 'rejected', 'of_sender')) as RejectionHour[];
  return rows.map((row) => ({
    hour: row.hour,
    rejected: Number(row.rejected),
    of_sender: Number(row.of_sender),
  }));
}

export async function removeRejected(db: TenantDb, webhookId: string): Promise<void> {
  await db.from('rejected_requests').where({ webhook_id: webhookId }).delete();
  await db.from('rejection_hours').where({ webhook_id: webhookId }).delete();
}

/**
 * Deletes rejected requests after a day.
 * @param limit maximum number of rows
 * @returns whether there may be more
 */
export async function deleteOldRejected(db: PlatformDb, now: number, limit: number): Promise<boolean> {
  const requests = { table: 'rejected_requests', key: ['tenant_id', 'id'], column: 'received_at' } as const;
  const hours = {
    table: 'rejection_hours',
    key: ['tenant_id', 'webhook_id', 'hour'],
    column: 'hour',
  } as const;
  const deleted = [
    await deleteExpired(db, requests, now - DAY, limit),
    // The hour in which the day began is still shown.
    await deleteExpired(db, hours, Math.floor((now - DAY) / HOUR) - 1, limit),
  ];
  return deleted.includes(limit);
}
