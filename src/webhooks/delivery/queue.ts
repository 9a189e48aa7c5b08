import { rowsOf, type PlatformDb, type Query } from '../../db/index.ts';
import { NOW_SQL, rawDb } from '../../db/raw.ts';
import { fromRow, type WebhookEvent } from '../event-store.ts';
import { ATTEMPT_LEASE } from './schedule.ts';

/**
 * The delivery queue of all tenants. Claiming an event postpones its next attempt by a lease and records the worker. If
 * this process dies, another one frees its claims within seconds (`workers.ts`), or the lease ends. Several processes
 * can claim at the same time.
 */

/** Each webhook has its own queue, and each flow one for the events that webhooks deliver to it in addition. */
export interface QueueKey {
  tenant_id: string;
  /** The ID of the webhook or of the flow. */
  queue_id: string;
}

/** The queue in which an event waits. */
export function queueOf(event: Pick<WebhookEvent, 'tenant_id' | 'webhook_id' | 'flow_id'>): QueueKey {
  return { tenant_id: event.tenant_id, queue_id: event.flow_id ?? event.webhook_id };
}

/** As in the index of due events. */
const QUEUE_ID = 'COALESCE(flow_id, webhook_id)';

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Queues with due events. Steps through the index by queue, so the number of events of each does not matter. */
export async function queuesWithDue(db: PlatformDb): Promise<QueueKey[]> {
  const { sql, dialect } = rawDb(db);
  const now = onceIn(dialect);
  const next = (after: string) =>
    `SELECT ${QUEUE_ID} FROM webhook_events WHERE next_attempt_at IS NOT NULL ${after} ORDER BY ${QUEUE_ID} LIMIT 1`;
  const result: unknown = await sql.raw(
    `WITH RECURSIVE queues (queue_id) AS (
       SELECT * FROM (${next('')}) AS first
       UNION ALL
       SELECT (${next(`AND ${QUEUE_ID} > queues.queue_id`)}) FROM queues WHERE queues.queue_id IS NOT NULL
     ), due (queue_id, tenant_id) AS (
       SELECT queue_id, (
         SELECT tenant_id FROM webhook_events
         WHERE ${QUEUE_ID} = queues.queue_id AND next_attempt_at <= ${now} LIMIT 1
       ) FROM queues
     )
     SELECT queue_id, tenant_id FROM due WHERE tenant_id IS NOT NULL`,
  );
  return rowsOf<QueueKey>(result);
}

/**
 * Claims the events of a queue that have been due longest. Their `attempts` includes the attempt that starts now. If an
 * event still has a worker, that worker has lost it, and its claim does not count towards the retry schedule.
 * @param most maximum number of events and, approximately, of body bytes; at least one event is claimed
 * @param worker the ID of the claiming worker
 */
export async function claimDue(
  db: PlatformDb,
  { tenant_id, queue_id }: QueueKey,
  most: { events: number; bytes: number },
  worker: string,
): Promise<WebhookEvent[]> {
  const { sql, dialect } = rawDb(db);
  const now = onceIn(dialect);
  const skipping = dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
  const result: unknown = await sql.raw(
    `WITH first AS MATERIALIZED (
       SELECT id, next_attempt_at, octet_length(body) AS bytes
       FROM webhook_events WHERE ${QUEUE_ID} = ? AND next_attempt_at <= ${now}
       ORDER BY next_attempt_at LIMIT ? ${skipping}
     ), due AS MATERIALIZED (
       SELECT id FROM (
         SELECT id, sum(bytes) OVER (ORDER BY next_attempt_at, id) - bytes AS bytes_before FROM first
       ) AS sized WHERE bytes_before < ?
     )
     UPDATE webhook_events
     SET attempts = attempts + 1, next_attempt_at = ${now} + ?, updated_at = ${now}, claimed_by = ?,
       earlier_attempts = earlier_attempts + CASE WHEN claimed_by IS NULL THEN 0 ELSE 1 END
     WHERE tenant_id = ? AND id IN (SELECT id FROM due)
     RETURNING *`,
    [queue_id, most.events, most.bytes, ATTEMPT_LEASE, worker, tenant_id],
  );
  return rowsOf<WebhookEvent>(result).map(fromRow);
}

/**
 * Makes the unfinished claims of a worker due. They do not count towards the retry schedule, because perhaps nothing was
 * sent; otherwise, a few restarts could use up all attempts.
 */
export async function freeClaimsOf(db: PlatformDb, workerId: string): Promise<void> {
  await waiting(db).where({ claimed_by: workerId }).update(unclaimed(db, 0));
}

/**
 * Events that are held because their flow or webhook is not active. They are not due at any time, so they cost nothing,
 * however many there are. As in the index of held events.
 */
const HELD = `state = 'pending' AND next_attempt_at IS NULL AND COALESCE(order_state, '') <> 'waiting'`;

/** The held events of a webhook in a queue: that of a flow can have events of several webhooks. */
export interface HeldQueue extends QueueKey {
  webhook_id: string;
}

/** Steps through the index, so the number of events does not matter. @param last continues after it */
export async function queuesWithHeld(
  db: PlatformDb,
  last: HeldQueue | undefined,
  limit: number,
): Promise<HeldQueue[]> {
  const { sql, dialect } = rawDb(db);
  const first = (condition: string) =>
    `(SELECT webhook_id || ' ' || ${QUEUE_ID} || ' ' || tenant_id FROM webhook_events
      WHERE ${HELD} AND ${condition} ORDER BY webhook_id, ${QUEUE_ID} LIMIT 1)`;
  const uuid = (text: string) => (dialect === 'postgres' ? `CAST(${text} AS uuid)` : text);
  // Not as one comparison of two columns, for which SQLite would use only the first one of the index.
  const next = (webhook: string, queue: string) =>
    `COALESCE(${first(`webhook_id = ${uuid(webhook)} AND ${QUEUE_ID} > ${uuid(queue)}`)},
      ${first(`webhook_id > ${uuid(webhook)}`)})`;
  const part = (from: number) => `substr(queues.name, ${from}, 36)`;
  const [webhook_id, queue_id] = [last?.webhook_id ?? LOWEST_ID, last?.queue_id ?? LOWEST_ID];
  const result: unknown = await sql.raw(
    `WITH RECURSIVE queues (name) AS (
       SELECT ${next('?', '?')}
       UNION ALL
       SELECT ${next(part(1), part(38))} FROM queues WHERE queues.name IS NOT NULL
     )
     SELECT name FROM queues WHERE name IS NOT NULL LIMIT ?`,
    [webhook_id, queue_id, webhook_id, limit],
  );
  return rowsOf<{ name: string }>(result).map(({ name }) => {
    const [webhook_id, queue_id, tenant_id] = name.split(' ') as [string, string, string];
    return { tenant_id, webhook_id, queue_id };
  });
}

/** Makes the oldest held events due. @returns how many */
export async function releaseHeld(
  db: PlatformDb,
  { tenant_id, webhook_id, queue_id }: HeldQueue,
  limit: number,
): Promise<number> {
  const { sql, dialect } = rawDb(db);
  const result: unknown = await sql.raw(
    `UPDATE webhook_events SET next_attempt_at = ${NOW_SQL[dialect]}
     WHERE tenant_id = ? AND id IN (
       SELECT id FROM webhook_events WHERE ${HELD} AND webhook_id = ? AND ${QUEUE_ID} = ? ORDER BY id LIMIT ?
     ) AND ${HELD} RETURNING id`,
    [tenant_id, webhook_id, queue_id, limit],
  );
  return rowsOf(result).length;
}

/** Identifies a claim. */
export type Claim = Pick<WebhookEvent, 'tenant_id' | 'id' | 'attempts'>;

/** Gives up claims of a worker that has sent nothing for them, so that the events are due again after `wait` ms. */
export async function giveBack(
  db: PlatformDb,
  workerId: string,
  claims: readonly Claim[],
  wait: number,
): Promise<void> {
  await rawDb(db)
    .sql('webhook_events')
    .whereIn(
      ['tenant_id', 'id', 'attempts'],
      claims.map(({ tenant_id, id, attempts }) => [tenant_id, id, attempts]),
    )
    .where({ claimed_by: workerId })
    .update(unclaimed(db, wait));
}

function unclaimed(db: PlatformDb, wait: number): object {
  return {
    claimed_by: null,
    next_attempt_at: db.now(wait),
    earlier_attempts: db.column('earlier_attempts', 1),
  };
}

/**
 * Makes waiting events due earlier, after the database's clock was set back. Leaves events alone that were claimed since
 * the change. A retry that was scheduled since comes early.
 * @param seen the time before the change
 */
export async function bringForward(db: PlatformDb, milliseconds: number, seen: number): Promise<void> {
  await waiting(db)
    .where((waits) => void waits.whereNull('claimed_by').orWhere('next_attempt_at', '>=', seen))
    .where('next_attempt_at', '>', seen - milliseconds)
    .update({ next_attempt_at: db.column('next_attempt_at', -milliseconds) });
}

/** Lets both databases use the partial index of due events. */
function waiting(db: PlatformDb): Query {
  return rawDb(db)
    .sql('webhook_events')
    .whereNotNull('next_attempt_at')
    .whereRaw(`${QUEUE_ID} >= '${LOWEST_ID}'`);
}

/** The time as a constant for index searches; otherwise, PostgreSQL evaluates the clock for every row. */
function onceIn(dialect: PlatformDb['dialect']): string {
  return `(SELECT ${NOW_SQL[dialect]})`;
}
