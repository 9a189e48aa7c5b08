import { NOW_SQL, rowSet, rowsOf, type PlatformDb, type TenantDb } from '../db/index.ts';
import type { WebhookReason } from '../schema/index.ts';
import type { Reason } from './reasons.ts';

const TABLE = 'webhook_events';

export type EventState = 'pending' | 'delivered' | 'failed' | 'duplicate';

/** An action is what somebody did with a button or form of the third party's: it comes to an address of its own. */
export type EventKind = 'event' | 'action';

/** What arrived at a webhook, and how far it has come. Times in milliseconds since the epoch. */
export interface WebhookEvent {
  tenant_id: string;
  id: string;
  webhook_id: string;
  kind: EventKind;
  replay_key: string | null;
  content_type: string | null;
  /** JSON: those by which the sender says what it is about. */
  headers: string | null;
  body: string;
  body_is_base64: boolean;
  /** JSON: what the webhook's parser made of it; null before, and where there is none. */
  parsed: string | null;
  /** The sender's id for it, out of the body. */
  sender_id: string | null;
  external_user_id: string | null;
  credential_id: string | null;
  state: EventState;
  state_reason: string | null;
  /** null where there is no reason, and of one that is older than its code. */
  state_reason_code: WebhookReason | null;
  /** The event that came before with the same `sender_id`. */
  duplicate_of: string | null;
  /** Begun so far. */
  attempts: number;
  /** Of these, those before it was last replayed. */
  earlier_attempts: number;
  /** null: nothing is to be done any more. */
  next_attempt_at: number | null;
  received_at: number;
  updated_at: number;
}

/** Of a new one, `next_attempt_at` is milliseconds from now, by the database's clock. */
export type NewEvent = WebhookEvent & { next_attempt_at: number };

/** In lists, which would be very large otherwise. */
export type ListedEvent = Omit<WebhookEvent, 'body' | 'body_is_base64' | 'parsed'>;

const LISTED = [
  'tenant_id',
  'id',
  'webhook_id',
  'kind',
  'content_type',
  'headers',
  'external_user_id',
  'credential_id',
  'state',
  'state_reason',
  'state_reason_code',
  'duplicate_of',
  'attempts',
  'next_attempt_at',
  'received_at',
  'updated_at',
] as const satisfies (keyof ListedEvent)[];

/** What a new event has; the rest is null. */
const NEW_COLUMNS = [
  'tenant_id',
  'id',
  'webhook_id',
  'kind',
  'replay_key',
  'content_type',
  'headers',
  'body',
  'body_is_base64',
  'state',
  'attempts',
  'earlier_attempts',
  'received_at',
  'updated_at',
] as const satisfies (keyof NewEvent)[];

/**
 * Events of several tenants in one statement.
 * @returns the id of each, in their order; of a replay that of the event which is there already
 */
export async function insertEvents(
  { sql, dialect }: PlatformDb,
  events: readonly NewEvent[],
  which?: 'of tenants that exist',
): Promise<(string | undefined)[]> {
  // In one order, so that two statements with the same replays do not wait for each other.
  const inOrder = events.toSorted((a, b) => Number(keyOf(a) > keyOf(b)) - Number(keyOf(a) < keyOf(b)));
  const { from, binding } = rowSet(dialect, TABLE, [...NEW_COLUMNS, 'next_attempt_at'], inOrder);
  const existing = which === undefined ? 'true' : 'EXISTS (SELECT 1 FROM tenants WHERE id = event.tenant_id)';
  const answer: unknown = await sql.raw(
    `INSERT INTO ${TABLE} (${NEW_COLUMNS.join(', ')}, next_attempt_at)
     SELECT ${NEW_COLUMNS.join(', ')}, ${NOW_SQL[dialect]} + next_attempt_at FROM ${from} AS event WHERE ${existing}
     ON CONFLICT DO NOTHING RETURNING id`,
    [binding],
  );
  const kept = new Set(rowsOf<{ id: string }>(answer).map(({ id }) => id));
  const replays = events.filter(({ id, replay_key }) => !kept.has(id) && replay_key !== null);
  const known =
    replays.length === 0 ? new Map<string, string>() : await findReplayed({ sql, dialect }, replays);
  return events.map((event) => (kept.has(event.id) ? event.id : known.get(keyOf(event))));
}

export async function findEvent(db: TenantDb, id: string): Promise<WebhookEvent | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as WebhookEvent | undefined;
  return row && fromRow(row);
}

export interface EventFilter {
  state?: string;
  webhook?: string;
}

/** Newest first: ids are UUIDv7, so their order is the order of time. */
export async function listEvents(
  db: TenantDb,
  { state, webhook }: EventFilter,
  after: string | undefined,
  limit: number,
): Promise<ListedEvent[]> {
  const query = db.from(TABLE).select(LISTED).orderBy('id', 'desc').limit(limit);
  if (state !== undefined) whereState(query, state);
  if (webhook !== undefined) query.where('webhook_id', webhook);
  if (after !== undefined) query.where('id', '<', after);
  return (await query) as ListedEvent[];
}

/** Written out and twice, so that both databases see that the small index of undelivered events will do. */
function whereState(query: ReturnType<TenantDb['from']>, state: string): void {
  query.where({ state });
  if (state !== 'delivered') query.whereRaw("state <> 'delivered'");
}

export function fromRow(row: WebhookEvent): WebhookEvent {
  return { ...row, body_is_base64: Boolean(row.body_is_base64) };
}

/** @returns the id of the webhook's event that has this key already */
export async function findReplay(
  db: TenantDb,
  webhookId: string,
  replayKey: string,
): Promise<string | undefined> {
  const row = (await db.from(TABLE).where({ webhook_id: webhookId, replay_key: replayKey }).first('id')) as
    { id: string } | undefined;
  return row?.id;
}

async function findReplayed({ sql }: PlatformDb, replays: readonly NewEvent[]): Promise<Map<string, string>> {
  const rows = (await sql(TABLE)
    .whereIn(
      ['tenant_id', 'webhook_id', 'replay_key'],
      replays.map((event) => [event.tenant_id, event.webhook_id, event.replay_key!]),
    )
    .select('id', 'webhook_id', 'replay_key')) as WebhookEvent[];
  return new Map(rows.map((row) => [keyOf(row), row.id]));
}

/** Why an event is as it is, as events hold it. */
export function columnsOf(
  reason: Reason | null,
): Pick<WebhookEvent, 'state_reason' | 'state_reason_code' | 'duplicate_of'> {
  return {
    state_reason: reason?.text ?? null,
    state_reason_code: reason?.code ?? null,
    duplicate_of: null,
  };
}

function keyOf({ webhook_id, replay_key }: Pick<WebhookEvent, 'webhook_id' | 'replay_key'>): string {
  return `${webhook_id} ${replay_key}`;
}
