import type { Query, TenantDb } from '../db/index.ts';
import type { WebhookReason } from '../schema/index.ts';
import { lowestIdOf } from '../system/ids.ts';
import type { Reason } from './reasons.ts';

const TABLE = 'webhook_events';

export type EventState = 'pending' | 'delivered' | 'failed' | 'duplicate' | 'filtered';

/** An action is a user's interaction with a button or form at the provider; it has its own endpoint. */
export type EventKind = 'event' | 'action';

/** An event that a webhook received, with its delivery state. Times in milliseconds since the epoch. */
export interface WebhookEvent {
  tenant_id: string;
  id: string;
  webhook_id: string;
  kind: EventKind;
  /** The deduplication key (`receiving/deduplication-key.ts`). */
  replay_key: string | null;
  content_type: string | null;
  /** JSON: the headers that describe the event. */
  headers: string | null;
  body: string;
  body_is_base64: boolean;
  /** JSON: the parsed event; null before parsing, and if the webhook has no parser. */
  parsed: string | null;
  /** The type in `parsed`; also null if the event was parsed before this column existed (`event-summary.ts`). */
  event_type: string | null;
  /** The beginning of the body, empty if it is not text; null if it was stored before this column existed. */
  body_preview: string | null;
  /** The sender's ID for the event, from the parsed body. */
  sender_id: string | null;
  external_user_id: string | null;
  credential_id: string | null;
  state: EventState;
  state_reason: string | null;
  /** null if there is no reason, or if it was stored before reasons had codes. */
  state_reason_code: WebhookReason | null;
  /** The earlier event that this one repeats. */
  duplicate_of: string | null;
  /** The event with the request that contained this one, if the parser returned a list; null for that event itself. */
  split_from: string | null;
  /** The additional flow that receives the event; null: the webhook's own flow. */
  flow_id: string | null;
  /** The event of which this one is a copy for an additional flow. */
  fanned_out_from: string | null;
  /**
   * Whether the flow's filter matches the event. null until the event is routed; then it only concerns its own flow,
   * because each other flow that receives it has a copy.
   */
  routing: 'matched' | 'unmatched' | null;
  /** Number of attempts started so far. */
  attempts: number;
  /** How many of `attempts` do not count towards the retry schedule, such as those before the last replay. */
  earlier_attempts: number;
  /** The status of the response to the last attempt; null without a response. */
  last_status_code: number | null;
  /** null: no further attempt. */
  next_attempt_at: number | null;
  /** The worker that is processing the event; null while it waits. */
  claimed_by: string | null;
  received_at: number;
  updated_at: number;
  /**
   * In a flow with ordered delivery: open until its key is known; then first if it is delivered now, or waiting for an
   * earlier event of the key. null without order, and when it has ended.
   */
  order_state: 'open' | 'first' | 'waiting' | null;
  /** The flow, its setting and the key that order the event. Kept when it has ended. */
  order_flow_id: string | null;
  order_setting: string | null;
  order_key: string | null;
  /** A later event has a higher one, or the same and a higher ID. */
  order_place: number | null;
}

/** A new event. Its `next_attempt_at` is milliseconds from now, by the database's clock. */
export type NewEvent = WebhookEvent & {
  next_attempt_at: number;
  /** Milliseconds for which an earlier event with the same `replay_key` makes this one a duplicate; null: forever. */
  replay_window: number | null;
};

/** An event in a list: without its content, which would make lists very large. */
export type ListedEvent = Omit<WebhookEvent, 'body' | 'parsed' | 'routing' | 'claimed_by' | 'order_place'> & {
  /** The beginning of the content if the event was stored without a summary of it. */
  body_start: string | null;
  parsed_start: string | null;
};

/** The columns of a listed event. */
export const LISTED = [
  'tenant_id',
  'id',
  'webhook_id',
  'kind',
  'content_type',
  'headers',
  'body_is_base64',
  'body_preview',
  'event_type',
  'external_user_id',
  'credential_id',
  'state',
  'state_reason',
  'state_reason_code',
  'duplicate_of',
  'split_from',
  'flow_id',
  'fanned_out_from',
  'attempts',
  'last_status_code',
  'next_attempt_at',
  'received_at',
  'updated_at',
  'order_state',
  'order_flow_id',
  'order_setting',
  'order_key',
] as const satisfies (keyof ListedEvent)[];

export async function findEvent(db: TenantDb, id: string): Promise<WebhookEvent | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as WebhookEvent | undefined;
  return row && fromRow(row);
}

export async function lockEvent(db: TenantDb, id: string): Promise<WebhookEvent | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as WebhookEvent | undefined;
  return row && fromRow(row);
}

export async function updateEvent(db: TenantDb, id: string, changes: Partial<WebhookEvent>): Promise<void> {
  await db.from(TABLE).where({ id }).update(changes);
}

/** Times in RFC 3339. */
export interface EventFilter {
  state?: string;
  webhook?: string;
  since?: string;
  until?: string;
}

/** The events that match a filter, newest first: IDs are UUIDv7, so they sort by time. */
export function newestEvents(
  db: TenantDb,
  { state, webhook, since, until }: EventFilter,
  after: string | undefined,
): Query {
  const query = db.from(TABLE).orderBy('id', 'desc');
  if (state !== undefined) whereState(query, state);
  if (webhook !== undefined) query.where('webhook_id', webhook);
  if (since !== undefined) query.where('id', '>=', lowestIdOf(Date.parse(since)));
  if (until !== undefined) query.where('id', '<', lowestIdOf(Date.parse(until)));
  if (after !== undefined) query.where('id', '<', after);
  return query;
}

/**
 * Events of any state, oldest first, so that a reader continues after them and never scans them again. `repeats`: a
 * duplicate, or a copy for an additional flow.
 * @param range IDs: from the first, which is excluded, to before the last
 */
export async function scanEvents(
  db: TenantDb,
  webhook: string | undefined,
  range: { after: string; before: string },
  limit: number,
): Promise<{ id: string; repeats: boolean }[]> {
  const query = db.from(TABLE).where('id', '>', range.after).where('id', '<', range.before);
  if (webhook !== undefined) query.where('webhook_id', webhook);
  const rows = (await query.orderBy('id').limit(limit).select('id', 'state', 'fanned_out_from')) as Pick<
    WebhookEvent,
    'id' | 'state' | 'fanned_out_from'
  >[];
  return rows.map(({ id, state, fanned_out_from }) => ({
    id,
    repeats: state === 'duplicate' || fanned_out_from !== null,
  }));
}

/** The literal condition repeats `state` so that both databases use the partial index of undelivered events. */
function whereState(query: ReturnType<TenantDb['from']>, state: string): void {
  query.where({ state });
  if (state !== 'delivered') query.whereRaw("state <> 'delivered'");
}

export function fromRow(row: WebhookEvent): WebhookEvent {
  return { ...row, body_is_base64: Boolean(row.body_is_base64) };
}

/** A reason as columns of an event. */
export function reasonColumns(
  reason: Reason | null,
): Pick<WebhookEvent, 'state_reason' | 'state_reason_code' | 'duplicate_of'> {
  return {
    state_reason: reason?.text ?? null,
    state_reason_code: reason?.code ?? null,
    duplicate_of: null,
  };
}
