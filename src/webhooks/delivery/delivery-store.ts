import {
  inTransaction,
  platformDb,
  rowsOf,
  selectPage,
  type Database,
  type Page,
  type PageRequest,
  type PlatformDb,
  type TenantDb,
} from '../../db/index.ts';
import { NOW_SQL, rawDb, rowSet } from '../../db/raw.ts';
import type { WebhookReason } from '../../schema/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import { FAILURES_OF_EVENT, type Failures } from './failure-store.ts';
import { groupOf, releaseNext, type OrderGroup } from './order/order-store.ts';
import type { QueueKey } from './queue.ts';

/** One delivery attempt and its result. Times in milliseconds since the epoch. */
export interface Delivery {
  tenant_id: string;
  id: string;
  event_id: string;
  /** Starts at 1. */
  attempt: number;
  state: 'succeeded' | 'failed';
  status_code: number | null;
  error: string | null;
  /** null if there is no error, or if it was stored before errors had codes. */
  error_code: WebhookReason | null;
  /** The beginning of the target's response body. */
  answer: string | null;
  /** When the next attempt is due; null after the last. */
  next_attempt_at: number | null;
  created_at: number;
  /** Duration. */
  milliseconds: number;
}

/** The event's columns after an attempt. `next_attempt_at` is milliseconds from now, by the database's clock. */
type Progress = Pick<
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

/** A finished attempt. `delivery` is null if nothing was sent. */
export interface EndedAttempt {
  progress: Progress;
  delivery: Delivery | null;
  /** The event is first in the order of its flow. */
  isFirst?: boolean;
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

/** What an attempt changes in the row of its event, which keeps the last status if nothing was sent. */
type Change = Progress & Pick<WebhookEvent, 'last_status_code'>;

/** In `last_status_code`: the target did not respond. */
const NO_RESPONSE = 0;

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
 * Stores finished attempts of several tenants, all or none.
 * When an event ends that is first in the order of its flow, the next of its key is due.
 * @returns for each that counts, the failures of its flow so far. An attempt does not count if the event was claimed
 * again because it took too long, was deleted, or was replayed meanwhile. `due`: the queues of the next events
 */
export async function storeEnded(
  database: Database,
  ended: readonly EndedAttempt[],
): Promise<{ failures: (Failures | undefined)[]; due: QueueKey[] }> {
  const deliveries = ended.flatMap(({ delivery }) => delivery ?? []);
  const store = database.dialect === 'postgres' ? storeInOneStatement : storeInTwoStatements;
  const { counted, due } =
    database.dialect === 'postgres' && !ended.some(({ isFirst }) => isFirst)
      ? { counted: await store(platformDb(database), ended, deliveries), due: [] }
      : await inTransaction(database, async (db) => {
          const stored = await store(db, ended, deliveries);
          return { counted: stored, due: await releaseNext(db, groupsThatEnded(ended, stored)) };
        });
  return { failures: ended.map(({ progress: { id } }) => counted.get(id)), due };
}

function groupsThatEnded(
  ended: readonly EndedAttempt[],
  counted: ReadonlyMap<string, Counted>,
): OrderGroup[] {
  return ended.flatMap(({ progress: { tenant_id, id }, isFirst }) => {
    const row = isFirst === true ? counted.get(id) : undefined;
    return row === undefined || row.state === 'pending' ? [] : (groupOf({ ...row, tenant_id }) ?? []);
  });
}

/** The failures of an event's flow, and the columns that say which event is due next. */
type Counted = Failures & Pick<WebhookEvent, 'state' | 'order_flow_id' | 'order_setting' | 'order_key'>;

/** On PostgreSQL, one statement saves the round trips of a transaction. */
async function storeInOneStatement(
  db: PlatformDb,
  ended: readonly EndedAttempt[],
  deliveries: readonly Delivery[],
): Promise<Map<string, Counted>> {
  const { sql, dialect } = rawDb(db);
  const update = updateOf(dialect, ended);
  const { from, binding } = rowSet(dialect, 'deliveries', COLUMNS, deliveries);
  const result: unknown = await sql.raw(
    `WITH counted AS (${update.text}), kept AS (
       INSERT INTO deliveries (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM ${from} AS delivery
       WHERE event_id IN (SELECT id FROM counted)
     ) SELECT * FROM counted`,
    [update.binding, binding],
  );
  return countedById(result);
}

async function storeInTwoStatements(
  db: PlatformDb,
  ended: readonly EndedAttempt[],
  deliveries: readonly Delivery[],
): Promise<Map<string, Counted>> {
  const { sql, dialect } = rawDb(db);
  const update = updateOf(dialect, ended);
  const counted = countedById(await sql.raw(update.text, [update.binding]));
  const those = deliveries.filter(({ event_id }) => counted.has(event_id));
  if (those.length === 0) return counted;
  const { from, binding } = rowSet(dialect, 'deliveries', COLUMNS, those);
  await sql.raw(
    `INSERT INTO deliveries (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM ${from} AS delivery`,
    [binding],
  );
  return counted;
}

/** A user has stopped the delivery during the attempt, so there is no other. */
const STOPPED = "(webhook_events.state = 'failed' AND done.state = 'pending')";

function updateOf(
  dialect: PlatformDb['dialect'],
  ended: readonly EndedAttempt[],
): { text: string; binding: string } {
  const changes = ended.map(({ progress, delivery }): Change => {
    return { ...progress, last_status_code: delivery && (delivery.status_code ?? NO_RESPONSE) };
  });
  const { from, binding } = rowSet(dialect, 'webhook_events', [...PROGRESS, 'last_status_code'], changes);
  const unlessStopped = (column: string) =>
    `${column} = CASE WHEN ${STOPPED} THEN webhook_events.${column} ELSE done.${column} END`;
  const text = `UPDATE webhook_events SET ${['state', 'state_reason', 'state_reason_code'].map(unlessStopped).join(', ')},
       duplicate_of = done.duplicate_of, updated_at = done.updated_at, earlier_attempts = done.earlier_attempts,
       next_attempt_at = CASE WHEN ${STOPPED} THEN NULL ELSE ${NOW_SQL[dialect]} + done.next_attempt_at END,
       order_state = CASE WHEN done.state = 'pending' AND NOT ${STOPPED} THEN webhook_events.order_state END,
       last_status_code = NULLIF(COALESCE(done.last_status_code, webhook_events.last_status_code), ${NO_RESPONSE}),
       claimed_by = NULL
     FROM ${from} AS done
     WHERE webhook_events.tenant_id = done.tenant_id AND webhook_events.id = done.id
       AND webhook_events.attempts = done.attempts AND webhook_events.earlier_attempts < done.attempts
     RETURNING webhook_events.id, webhook_events.state, webhook_events.order_flow_id, webhook_events.order_setting,
       webhook_events.order_key, ${FAILURES_OF_EVENT}`;
  return { text, binding };
}

function countedById(result: unknown): Map<string, Counted> {
  return new Map(rowsOf<Counted & { id: string }>(result).map(({ id, ...row }) => [id, row]));
}

/** Deliveries of an event, oldest first. */
export function listDeliveries(
  db: TenantDb,
  { event, state }: { event: string; state?: string | undefined },
  { number, size }: Pick<PageRequest, 'number' | 'size'>,
): Promise<Page<Delivery>> {
  const query = db.from('deliveries').where({ event_id: event });
  if (state !== undefined) query.where({ state });
  return selectPage(db, query, { table: 'deliveries', columns: COLUMNS }, { number, size, sort: [] });
}

/** @returns false if it was already disabled */
export async function disableWebhook(db: TenantDb, webhookId: string, now: number): Promise<boolean> {
  const changed = await db
    .from('webhooks')
    .where({ id: webhookId, enabled: true })
    .update({ enabled: false, updated_at: now })
    .increment('version', 1);
  return changed > 0;
}
