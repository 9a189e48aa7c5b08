import { NOW_SQL, platformOf, rowSet, rowsOf, type TenantDb } from '../../db/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import { ATTEMPT_LEASE, UNDERSTANDING_LEASE } from './schedule.ts';

const TABLE = 'webhook_events';

/** An event of which the webhook's parser has made something. */
export type Understood = Pick<
  WebhookEvent,
  'tenant_id' | 'id' | 'attempts' | 'parsed' | 'sender_id' | 'external_user_id' | 'credential_id'
>;

const COLUMNS = [
  'tenant_id',
  'id',
  'attempts',
  'parsed',
  'sender_id',
  'external_user_id',
  'credential_id',
] as const satisfies (keyof Understood)[];

/**
 * Keeps what was made of events of one webhook, with a whole lease for handing them on.
 * @returns the ids of those that are still in these hands
 * @throws when a sender's id is another event's by now (`violatesUnique`)
 */
export async function keepUnderstood(db: TenantDb, events: readonly Understood[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { sql, dialect } = platformOf(db);
  const { from, binding } = rowSet(dialect, TABLE, COLUMNS, events);
  const answer: unknown = await sql.raw(
    `UPDATE ${TABLE} SET parsed = made.parsed, sender_id = made.sender_id,
       external_user_id = made.external_user_id, credential_id = made.credential_id,
       next_attempt_at = ${NOW_SQL[dialect]} + ${ATTEMPT_LEASE}
     FROM ${from} AS made
     WHERE ${TABLE}.tenant_id = made.tenant_id AND ${TABLE}.id = made.id AND ${TABLE}.attempts = made.attempts
       AND ${TABLE}.earlier_attempts < made.attempts
     RETURNING ${TABLE}.id`,
    [binding],
  );
  return new Set(rowsOf<{ id: string }>(answer).map(({ id }) => id));
}

/** Gives events that are about to be understood the time that their expression may take, and that of those before it. */
export async function holdForUnderstanding(db: TenantDb, events: readonly WebhookEvent[]): Promise<void> {
  const { sql, dialect } = platformOf(db);
  await db
    .from(TABLE)
    .whereIn(
      ['id', 'attempts'],
      events.map(({ id, attempts }) => [id, attempts]),
    )
    .update({ next_attempt_at: sql.raw(`${NOW_SQL[dialect]} + ?`, [UNDERSTANDING_LEASE]) });
}

/** Events of a webhook and kind by the sender's ids for them. */
export async function eventsBySenderId(
  db: TenantDb,
  { webhook_id, kind }: Pick<WebhookEvent, 'webhook_id' | 'kind'>,
  senderIds: readonly string[],
): Promise<Map<string, string>> {
  if (senderIds.length === 0) return new Map();
  const rows = (await db
    .from(TABLE)
    .where({ webhook_id, kind })
    .whereIn('sender_id', [...senderIds])
    .select('id', 'sender_id')) as { id: string; sender_id: string }[];
  return new Map(rows.map(({ id, sender_id }) => [sender_id, id]));
}
