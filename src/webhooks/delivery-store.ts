import { NOW_SQL, platformOf, selectPage, type Page, type PageRequest, type TenantDb } from '../db/index.ts';
import type { WebhookEvent } from './event-store.ts';

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
  /** The beginning of what the target answered. */
  answer: string | null;
  /** When the next attempt is due; null after the last. */
  next_attempt_at: number | null;
  created_at: number;
  /** How long it took. */
  milliseconds: number;
}

/**
 * Writes what came of an attempt. @param wait milliseconds to the next one; null when there is none
 * @returns false when it took so long that it counted as lost, and the event is in
 * other hands
 */
export async function finishAttempt(
  db: TenantDb,
  event: Pick<WebhookEvent, 'id' | 'attempts'>,
  delivery: Delivery,
  wait: number | null,
): Promise<boolean> {
  const { sql, dialect } = platformOf(db);
  const left = wait === null ? 'failed' : 'pending';
  // By the one clock by which all processes tell what is due.
  const next_attempt_at = wait === null ? null : sql.raw(`${NOW_SQL[dialect]} + ?`, [wait]);
  const changed = await db
    .from('webhook_events')
    .where({ id: event.id, attempts: event.attempts })
    .update({
      state: delivery.state === 'succeeded' ? 'delivered' : left,
      next_attempt_at,
      updated_at: delivery.created_at + delivery.milliseconds,
    });
  if (changed === 0) return false;
  await db.insert('deliveries', delivery);
  return true;
}

const COLUMNS: readonly (keyof Delivery)[] = [
  'tenant_id',
  'id',
  'event_id',
  'attempt',
  'state',
  'status_code',
  'error',
  'answer',
  'next_attempt_at',
  'created_at',
  'milliseconds',
];

/** In the order in which they were made. */
export function listDeliveries(
  db: TenantDb,
  eventId: string,
  { number, size }: Pick<PageRequest, 'number' | 'size'>,
): Promise<Page<Delivery>> {
  const query = db.from('deliveries').where({ event_id: eventId });
  return selectPage(query, 'deliveries', COLUMNS, { number, size, sort: [] });
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
