import { insertRows, rowsOf, type TenantDb } from '../../db/index.ts';
import { NOW_SQL, rawDb, rowSet } from '../../db/raw.ts';
import type { WebhookEvent } from '../event-store.ts';
import { ATTEMPT_LEASE, PARSING_LEASE } from './schedule.ts';

const TABLE = 'webhook_events';

/** The columns of a parsed event. */
export type ParsedRow = Pick<
  WebhookEvent,
  | 'tenant_id'
  | 'id'
  | 'attempts'
  | 'parsed'
  | 'event_type'
  | 'sender_id'
  | 'external_user_id'
  | 'credential_id'
>;

const KEY = ['tenant_id', 'id', 'attempts'] as const;
const PARSED = ['parsed', 'event_type', 'sender_id', 'external_user_id', 'credential_id'] as const;

/**
 * Stores parsed events of one webhook, and renews their lease for the delivery.
 * @returns the IDs of events that this process still holds
 * @throws if another event with the same sender's ID was stored meanwhile (`violatesUnique`)
 */
export function storeParsed(db: TenantDb, events: readonly ParsedRow[]): Promise<Set<string>> {
  return updateHeld(db, events, PARSED);
}

/**
 * Updates columns of claimed events, and renews their lease for the delivery. Those that another process holds now are
 * left alone.
 * @returns the IDs of events that this process still holds
 */
export async function updateHeld<Column extends keyof WebhookEvent>(
  db: TenantDb,
  events: readonly Pick<WebhookEvent, (typeof KEY)[number] | Column>[],
  columns: readonly Column[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { sql, dialect } = rawDb(db);
  const { from, binding } = rowSet(dialect, TABLE, [...KEY, ...columns], events);
  const result: unknown = await sql.raw(
    `UPDATE ${TABLE} SET ${columns.map((name) => `${name} = input.${name}`).join(', ')},
       next_attempt_at = ${NOW_SQL[dialect]} + ${ATTEMPT_LEASE}
     FROM ${from} AS input
     WHERE ${TABLE}.tenant_id = input.tenant_id AND ${TABLE}.id = input.id AND ${TABLE}.attempts = input.attempts
       AND ${TABLE}.earlier_attempts < input.attempts
     RETURNING ${TABLE}.id`,
    [binding],
  );
  return new Set(rowsOf<{ id: string }>(result).map(({ id }) => id));
}

const BESIDE = [
  'tenant_id',
  'id',
  'webhook_id',
  'kind',
  'content_type',
  'headers',
  'body',
  'body_is_base64',
  'body_preview',
  'parsed',
  'event_type',
  'sender_id',
  'external_user_id',
  'credential_id',
  'split_from',
  'flow_id',
  'fanned_out_from',
  'routing',
  'state',
  'state_reason',
  'state_reason_code',
  'duplicate_of',
  'attempts',
  'earlier_attempts',
  'received_at',
  'updated_at',
  'order_state',
  'order_place',
] as const satisfies (keyof WebhookEvent)[];

/**
 * Stores further events of requests: those of a list that the parser returned, and copies for additional flows. Due at
 * once, unless they are finished.
 * @throws if another event with the same sender's ID was stored meanwhile (`violatesUnique`)
 */
export async function insertBeside(db: TenantDb, events: readonly WebhookEvent[]): Promise<void> {
  if (events.length === 0) return;
  await insertRows(db, TABLE, [...BESIDE, 'next_attempt_at'], events, { fromNow: 'next_attempt_at' });
}

/**
 * Extends the lease of claimed events by the time that parsing or filtering may take, including the wait for other evaluations.
 * @returns the IDs of events that this process still holds; the others were replayed or freed meanwhile
 */
export async function holdForExpressions(
  db: TenantDb,
  events: readonly WebhookEvent[],
): Promise<Set<string>> {
  const held = (await db
    .from(TABLE)
    .whereIn(
      ['id', 'attempts', 'earlier_attempts'],
      events.map(({ id, attempts, earlier_attempts }) => [id, attempts, earlier_attempts]),
    )
    .update({ next_attempt_at: db.now(PARSING_LEASE) })
    .returning('id')) as { id: string }[];
  return new Set(held.map(({ id }) => id));
}

/** Renews the lease of a claimed event for the delivery. @returns false if this process has lost it */
export async function renewClaim(db: TenantDb, event: WebhookEvent): Promise<boolean> {
  const { id, attempts, earlier_attempts } = event;
  const renewed = await db
    .from(TABLE)
    .where({ id, attempts, earlier_attempts })
    .whereNotNull('claimed_by')
    .update({ next_attempt_at: db.now(ATTEMPT_LEASE) });
  return renewed > 0;
}

/** IDs of a webhook's events of one kind, by sender's ID. */
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
