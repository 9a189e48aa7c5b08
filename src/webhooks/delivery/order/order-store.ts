import { rowsOf, type PlatformDb } from '../../../db/index.ts';
import { NOW_SQL, rawDb, rowSet } from '../../../db/raw.ts';
import { reasonColumns, type WebhookEvent } from '../../event-store.ts';
import type { Reason } from '../../reasons.ts';
import { queueOf, type QueueKey } from '../queue.ts';
import { ATTEMPT_LEASE } from '../schedule.ts';

/**
 * The order of a flow's events. All changes of who is first happen while the flow's row is locked, so that an event
 * cannot begin to wait for one that ends at the same time.
 */

/** The events of a flow with the same key: at most one is first, and the others wait. */
export type OrderGroup = Pick<WebhookEvent, 'tenant_id'> & {
  order_flow_id: string;
  order_setting: string;
  order_key: string;
};

/** Identifies a flow. */
export interface FlowKey {
  tenant_id: string;
  id: string;
}

const GROUP = ['tenant_id', 'order_flow_id', 'order_setting', 'order_key'] as const;

const WAITING: Reason = {
  text: 'An earlier event of the same key has not ended yet. To skip that one, stop its delivery.',
  code: 'waiting_for_earlier_event',
};

/** The group of an event that is, or was, in one. */
export function groupOf(event: Pick<WebhookEvent, (typeof GROUP)[number]>): OrderGroup | undefined {
  const { tenant_id, order_flow_id, order_setting, order_key } = event;
  if (order_flow_id === null || order_setting === null || order_key === null) return undefined;
  return { tenant_id, order_flow_id, order_setting, order_key };
}

/** Takes a place after all others. Events with the same place are ordered by their IDs. */
export async function takePlace(db: PlatformDb): Promise<number> {
  const { sql, dialect } = rawDb(db);
  const result: unknown = await sql.raw(
    dialect === 'postgres'
      ? "SELECT nextval('webhook_event_places') AS last"
      : `INSERT INTO webhook_event_places (id, last) VALUES (1, 1)
         ON CONFLICT (id) DO UPDATE SET last = last + 1 RETURNING last`,
  );
  return Number(rowsOf<{ last: number | string }>(result)[0]!.last);
}

/**
 * Locks the order of flows until the transaction ends.
 * @returns their current settings, by flow ID
 */
export async function lockOrders(
  db: PlatformDb,
  flows: readonly FlowKey[],
): Promise<Map<string, string | null>> {
  const { sql, dialect } = rawDb(db);
  // In the same order everywhere, so that two transactions cannot deadlock.
  const query = sql('flows')
    .whereIn(
      ['tenant_id', 'id'],
      flows.map(({ tenant_id, id }) => [tenant_id, id]),
    )
    .orderBy('id')
    .select('id', 'order_setting');
  const rows = (await (dialect === 'postgres' ? query.forNoKeyUpdate() : query)) as {
    id: string;
    order_setting: string | null;
  }[];
  return new Map(rows.map(({ id, order_setting }) => [id, order_setting]));
}

/**
 * The first event that may have to be delivered before others of a flow, because its key is not known yet or is the
 * one of an earlier setting.
 * @param except IDs of events that are left out
 */
export async function firstOpen(
  db: PlatformDb,
  { tenant_id, id }: FlowKey,
  setting: string,
  except: readonly string[],
): Promise<{ id: string; order_place: number } | undefined> {
  const { sql } = rawDb(db);
  const others = except.length === 0 ? '' : `AND event.id NOT IN (${except.map(() => '?').join(', ')})`;
  // An event that was routed concerns only the flow in whose queue it is.
  const open = `SELECT event.id FROM webhook_events AS event
    WHERE COALESCE(event.flow_id, event.webhook_id) = source.id AND event.order_state = 'open'
      AND event.tenant_id = source.tenant_id AND (source.own = 1 OR event.routing IS NULL) ${others}
    ORDER BY event.order_place, event.id LIMIT 1`;
  const stale = (comparison: '<' | '>') =>
    `SELECT (SELECT event.id FROM webhook_events AS event
       WHERE event.order_flow_id = ? AND event.order_setting ${comparison} ? AND event.order_state <> 'open'
         AND event.tenant_id = ? ${others} LIMIT 1) AS id, 0 AS is_open`;
  const inFlow = [id, setting, tenant_id, ...except];
  const result: unknown = await sql.raw(
    `WITH source AS (
       SELECT tenant_id, id, 1 AS own FROM flows WHERE tenant_id = ? AND id = ?
       UNION ALL SELECT tenant_id, id, 1 FROM webhooks WHERE tenant_id = ? AND flow_id = ?
       UNION ALL SELECT tenant_id, webhook_id, 0 FROM webhook_flows WHERE tenant_id = ? AND flow_id = ?
     ), found AS (
       SELECT (${open}) AS id, 1 AS is_open FROM source
       UNION ALL ${stale('<')} UNION ALL ${stale('>')}
     )
     SELECT event.id, CASE is_open WHEN 1 THEN event.order_place ELSE -1 END AS order_place
     FROM found JOIN webhook_events AS event ON event.tenant_id = ? AND event.id = found.id
     ORDER BY 2, event.id LIMIT 1`,
    [tenant_id, id, tenant_id, id, tenant_id, id].concat(except, inFlow, inFlow, tenant_id),
  );
  const [row] = rowsOf<{ id: string; order_place: number | string }>(result);
  return row && { id: row.id, order_place: Number(row.order_place) };
}

/** Those of the keys of which an event is first. */
export async function keysInDelivery(
  db: PlatformDb,
  { tenant_id, id }: FlowKey,
  setting: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const found = (await rawDb(db)
    .sql('webhook_events')
    .where({ tenant_id, order_flow_id: id, order_setting: setting, order_state: 'first' })
    .whereRaw("order_state = 'first'")
    .whereIn('order_key', [...keys])
    .pluck('order_key')) as string[];
  return new Set(found);
}

/**
 * Stores the group and the state of events that this transaction has locked. Those that wait are no longer claimed, and
 * the lease of the others is renewed for the delivery.
 */
export async function enterGroups(
  db: PlatformDb,
  events: readonly WebhookEvent[],
  state: 'first' | 'waiting',
): Promise<void> {
  if (events.length === 0) return;
  const { sql, dialect } = rawDb(db);
  const rows = events.map((event) => ({ ...groupOf(event)!, id: event.id }));
  const { from, binding } = rowSet(dialect, 'webhook_events', [...GROUP, 'id'], rows);
  const { state_reason, state_reason_code } = reasonColumns(WAITING);
  const others =
    state === 'first'
      ? `next_attempt_at = ${NOW_SQL[dialect]} + ${ATTEMPT_LEASE}`
      : `next_attempt_at = NULL, claimed_by = NULL, earlier_attempts = webhook_events.attempts, state_reason = ?, state_reason_code = ?`;
  await sql.raw(
    `UPDATE webhook_events SET order_state = '${state}', order_flow_id = entered.order_flow_id,
       order_setting = entered.order_setting, order_key = entered.order_key, ${others}
     FROM ${from} AS entered WHERE webhook_events.tenant_id = entered.tenant_id AND webhook_events.id = entered.id`,
    [...(state === 'first' ? [] : [state_reason, state_reason_code]), binding],
  );
}

/**
 * Makes the next event of each group first and due, unless one is. Call this after `lockOrders`, when events have ended.
 * @returns the queues of these events
 */
async function promoteNext(db: PlatformDb, groups: readonly OrderGroup[]): Promise<QueueKey[]> {
  if (groups.length === 0) return [];
  const { sql, dialect } = rawDb(db);
  const { from, binding } = rowSet(dialect, 'webhook_events', GROUP, groups);
  const inGroup = ['order_flow_id', 'order_setting', 'order_key']
    .map((column) => `event.${column} = ended.${column}`)
    .join(' AND ');
  const result: unknown = await sql.raw(
    `UPDATE webhook_events SET order_state = 'first', next_attempt_at = ${NOW_SQL[dialect]}, state_reason = NULL,
       state_reason_code = NULL, updated_at = ${NOW_SQL[dialect]}
     WHERE order_state = 'waiting' AND (tenant_id, id) IN (
       SELECT ended.tenant_id, (
         SELECT event.id FROM webhook_events AS event
         WHERE event.tenant_id = ended.tenant_id AND ${inGroup} AND event.order_state <> 'open'
         ORDER BY event.order_place, event.id LIMIT 1
       ) FROM ${from} AS ended WHERE NOT EXISTS (
         SELECT 1 FROM webhook_events AS event
         WHERE event.tenant_id = ended.tenant_id AND ${inGroup} AND event.order_state = 'first'
       )
     ) RETURNING tenant_id, webhook_id, flow_id`,
    [binding],
  );
  return rowsOf<Pick<WebhookEvent, 'tenant_id' | 'webhook_id' | 'flow_id'>>(result).map(queueOf);
}

/** Locks the order of the groups' flows and makes the next event of each group due. @returns the queues of these events */
export async function releaseNext(db: PlatformDb, groups: readonly OrderGroup[]): Promise<QueueKey[]> {
  if (groups.length === 0) return [];
  await lockOrders(
    db,
    groups.map(({ tenant_id, order_flow_id }) => ({ tenant_id, id: order_flow_id })),
  );
  return promoteNext(db, groups);
}
