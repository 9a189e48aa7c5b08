import { NOW_SQL, rowsOf, type PlatformDb } from '../../db/index.ts';
import { fromRow, type WebhookEvent } from '../event-store.ts';
import { ATTEMPT_LEASE } from './schedule.ts';

/**
 * What is to be handed on, of all tenants. To claim an event is to put its next attempt off by a lease: should this
 * process die, it is due again by itself. Several processes claim side by side.
 */

/** Webhooks with something due. Steps from one to the next by the index, however many events one of them has. */
export async function webhooksWithDue({ sql, dialect }: PlatformDb): Promise<Lane[]> {
  const now = onceIn(dialect);
  const next = (after: string) =>
    `SELECT webhook_id FROM webhook_events WHERE next_attempt_at IS NOT NULL ${after} ORDER BY webhook_id LIMIT 1`;
  const answer: unknown = await sql.raw(
    `WITH RECURSIVE lanes (webhook_id) AS (
       SELECT * FROM (${next('')}) AS first
       UNION ALL
       SELECT (${next('AND webhook_id > lanes.webhook_id')}) FROM lanes WHERE lanes.webhook_id IS NOT NULL
     ), due (webhook_id, tenant_id) AS (
       SELECT webhook_id, (
         SELECT tenant_id FROM webhook_events AS e
         WHERE e.webhook_id = lanes.webhook_id AND e.next_attempt_at <= ${now} LIMIT 1
       ) FROM lanes
     )
     SELECT webhook_id, tenant_id FROM due WHERE tenant_id IS NOT NULL`,
  );
  return rowsOf<Lane>(answer);
}

/** The events of a webhook go one lane. */
export type Lane = Pick<WebhookEvent, 'tenant_id' | 'webhook_id'>;

/**
 * The events of a lane that are due longest, with the attempt that begins now counted in.
 * @param most how many, and about how many bytes of bodies; one event at least
 */
export async function claimDue(
  { sql, dialect }: PlatformDb,
  { tenant_id, webhook_id }: Lane,
  most: { events: number; bytes: number },
): Promise<WebhookEvent[]> {
  const now = onceIn(dialect);
  const skipping = dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
  const answer: unknown = await sql.raw(
    `WITH first AS MATERIALIZED (
       SELECT id, next_attempt_at, octet_length(body) AS bytes
       FROM webhook_events WHERE webhook_id = ? AND next_attempt_at <= ${now}
       ORDER BY next_attempt_at LIMIT ? ${skipping}
     ), due AS MATERIALIZED (
       SELECT id FROM (
         SELECT id, sum(bytes) OVER (ORDER BY next_attempt_at, id) - bytes AS bytes_before FROM first
       ) AS sized WHERE bytes_before < ?
     )
     UPDATE webhook_events
     SET attempts = attempts + 1, next_attempt_at = ${now} + ?, updated_at = ${now}
     WHERE tenant_id = ? AND id IN (SELECT id FROM due)
     RETURNING *`,
    [webhook_id, most.events, most.bytes, ATTEMPT_LEASE, tenant_id],
  );
  return rowsOf<WebhookEvent>(answer).map(fromRow);
}

/** The time as a value that an index can be searched for; PostgreSQL would ask the clock again for every row. */
function onceIn(dialect: PlatformDb['dialect']): string {
  return `(SELECT ${NOW_SQL[dialect]})`;
}
