import {
  inTransaction,
  NOW_SQL,
  platformDb,
  rowSet,
  rowsOf,
  selectPage,
  type Database,
  type Page,
  type PageRequest,
  type PlatformDb,
  type TenantDb,
} from '../../db/index.ts';
import type { WebhookReason } from '../../schema/index.ts';
import type { WebhookEvent } from '../event-store.ts';

/** One attempt to hand an event on, and what came of it. Times in milliseconds since the epoch. */
export interface Delivery {
  tenant_id: string;
  id: string;
  event_id: string;
  /** Counts from 1. */
  attempt: number;
  state: 'succeeded' | 'failed';
  status_code: number | null;
  error: string | null;
  /** null where there is no error, and of one that is older than its code. */
  error_code: WebhookReason | null;
  /** The beginning of what the target answered. */
  answer: string | null;
  /** When the next attempt is due; null after the last. */
  next_attempt_at: number | null;
  created_at: number;
  /** How long it took. */
  milliseconds: number;
}

/** What an event has come to by an attempt; `next_attempt_at` is milliseconds from now, by the database's clock. */
export type Progress = Pick<
  WebhookEvent,
  | 'tenant_id'
  | 'id'
  | 'attempts'
  | 'earlier_attempts'
  | 'state'
  | 'state_reason'
  | 'state_reason_code'
  | 'duplicate_of'
  | 'next_attempt_at'
  | 'updated_at'
>;

/** An attempt that has ended; without a delivery where nothing was sent. */
export interface Ended {
  progress: Progress;
  delivery: Delivery | null;
}

const PROGRESS = [
  'tenant_id',
  'id',
  'attempts',
  'earlier_attempts',
  'state',
  'state_reason',
  'state_reason_code',
  'duplicate_of',
  'next_attempt_at',
  'updated_at',
] as const satisfies (keyof Progress)[];

const COLUMNS = [
  'tenant_id',
  'id',
  'event_id',
  'attempt',
  'state',
  'status_code',
  'error',
  'error_code',
  'answer',
  'next_attempt_at',
  'created_at',
  'milliseconds',
] as const satisfies (keyof Delivery)[];

/**
 * Writes what came of attempts, of several tenants, all of it or nothing.
 * @returns of each whether it counts; not where it took so long that the event is in other hands, or is gone, nor
 * where it has been replayed meanwhile, which makes the attempt one of the earlier
 */
export async function keepEnded(database: Database, ended: readonly Ended[]): Promise<boolean[]> {
  const deliveries = ended.flatMap(({ delivery }) => delivery ?? []);
  const counted =
    database.dialect === 'postgres'
      ? await keepAtOnce(platformDb(database), ended, deliveries)
      : await inTransaction(database, (db) => keepInTwo(db, ended, deliveries));
  return ended.map(({ progress: { id } }) => counted.has(id));
}

/** PostgreSQL does both in one statement, which spares the transaction's round trips. */
async function keepAtOnce(
  { sql, dialect }: PlatformDb,
  ended: readonly Ended[],
  deliveries: readonly Delivery[],
): Promise<Set<string>> {
  const update = updateOf(dialect, ended);
  const { from, binding } = rowSet(dialect, 'deliveries', COLUMNS, deliveries);
  const answer: unknown = await sql.raw(
    `WITH counted AS (${update.text}), kept AS (
       INSERT INTO deliveries (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM ${from} AS delivery
       WHERE event_id IN (SELECT id FROM counted)
     ) SELECT id FROM counted`,
    [update.binding, binding],
  );
  return idsOf(answer);
}

async function keepInTwo(
  { sql, dialect }: PlatformDb,
  ended: readonly Ended[],
  deliveries: readonly Delivery[],
): Promise<Set<string>> {
  const update = updateOf(dialect, ended);
  const counted = idsOf(await sql.raw(update.text, [update.binding]));
  const those = deliveries.filter(({ event_id }) => counted.has(event_id));
  if (those.length === 0) return counted;
  const { from, binding } = rowSet(dialect, 'deliveries', COLUMNS, those);
  await sql.raw(
    `INSERT INTO deliveries (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM ${from} AS delivery`,
    [binding],
  );
  return counted;
}

function updateOf(
  dialect: PlatformDb['dialect'],
  ended: readonly Ended[],
): { text: string; binding: string } {
  const progress = ended.map((one) => one.progress);
  const { from, binding } = rowSet(dialect, 'webhook_events', PROGRESS, progress);
  const text = `UPDATE webhook_events SET state = done.state, state_reason = done.state_reason,
       state_reason_code = done.state_reason_code, duplicate_of = done.duplicate_of,
       updated_at = done.updated_at, earlier_attempts = done.earlier_attempts,
       next_attempt_at = ${NOW_SQL[dialect]} + done.next_attempt_at
     FROM ${from} AS done
     WHERE webhook_events.tenant_id = done.tenant_id AND webhook_events.id = done.id
       AND webhook_events.attempts = done.attempts AND webhook_events.earlier_attempts < done.attempts
     RETURNING webhook_events.id`;
  return { text, binding };
}

function idsOf(answer: unknown): Set<string> {
  return new Set(rowsOf<{ id: string }>(answer).map(({ id }) => id));
}

/** In the order in which they were made. */
export function listDeliveries(
  db: TenantDb,
  { event, state }: { event: string; state?: string | undefined },
  { number, size }: Pick<PageRequest, 'number' | 'size'>,
): Promise<Page<Delivery>> {
  const query = db.from('deliveries').where({ event_id: event });
  if (state !== undefined) query.where({ state });
  return selectPage(db, query, { table: 'deliveries', columns: COLUMNS }, { number, size, sort: [] });
}

/** Notes that deliveries of a webhook fail since `now`, unless it is noted already. @returns since when */
export async function noteFailing(db: TenantDb, webhookId: string, now: number): Promise<number> {
  const row = (await db.lock('webhooks').where({ id: webhookId }).first('failing_since')) as
    { failing_since: number | null } | undefined;
  if (row === undefined || row.failing_since !== null) return row?.failing_since ?? now;
  await db.from('webhooks').where({ id: webhookId }).update({ failing_since: now });
  return now;
}

export async function forgetFailing(db: TenantDb, webhookId: string): Promise<void> {
  await db
    .from('webhooks')
    .where({ id: webhookId })
    .whereNotNull('failing_since')
    .update({ failing_since: null });
}

/** @returns false when it was off already */
export async function switchOff(db: TenantDb, webhookId: string, now: number): Promise<boolean> {
  const changed = await db
    .from('webhooks')
    .where({ id: webhookId, enabled: true })
    .update({ enabled: false, updated_at: now })
    .increment('version', 1);
  return changed > 0;
}
