import { NOW_SQL, type PlatformDb, type TenantDb } from '../db/index.ts';

const TABLE = 'webhook_events';

export type EventState = 'pending' | 'delivered' | 'failed';

/** What arrived at a webhook, and how far it has come. Times in milliseconds since the epoch. */
export interface WebhookEvent {
  tenant_id: string;
  id: string;
  webhook_id: string;
  replay_key: string | null;
  content_type: string | null;
  body: string;
  body_is_base64: boolean;
  state: EventState;
  /** Begun so far. */
  attempts: number;
  /** null: nothing is to be done any more. */
  next_attempt_at: number | null;
  received_at: number;
  updated_at: number;
}

/** When it is to be handed on is told by the database's clock: at once. */
export type NewEvent = Omit<WebhookEvent, 'next_attempt_at'>;

const COLUMNS = [
  'tenant_id',
  'id',
  'webhook_id',
  'replay_key',
  'content_type',
  'body',
  'body_is_base64',
  'state',
  'attempts',
  'received_at',
  'updated_at',
] as const satisfies (keyof NewEvent)[];

/**
 * Events of several tenants in one statement with one parameter: building SQL for each would cost more than storing it.
 * @returns the id of each, in their order; of a replay that of the event which is there already
 */
export async function insertEvents(
  { sql, dialect }: PlatformDb,
  events: readonly NewEvent[],
  which?: 'of tenants that exist',
): Promise<(string | undefined)[]> {
  const [table, parameter] =
    dialect === 'sqlite'
      ? [
          `(SELECT ${COLUMNS.map((column, index) => `value ->> ${index} AS ${column}`).join(', ')} FROM json_each(?))`,
          events.map((event) => COLUMNS.map((column) => event[column])),
        ]
      : [`json_populate_recordset(NULL::${TABLE}, ?::json)`, events];
  const existing = which === undefined ? 'true' : 'EXISTS (SELECT 1 FROM tenants WHERE id = event.tenant_id)';
  const answer: unknown = await sql.raw(
    `INSERT INTO ${TABLE} (${COLUMNS.join(', ')}, next_attempt_at)
     SELECT ${COLUMNS.join(', ')}, ${NOW_SQL[dialect]} FROM ${table} AS event WHERE ${existing}
     ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(parameter)],
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

/** Newest first: ids are UUIDv7, so their order is the order of time. */
export async function listEvents(
  db: TenantDb,
  filter: { state?: string; webhook?: string },
  after: string | undefined,
  limit: number,
): Promise<WebhookEvent[]> {
  const query = db.from(TABLE).select<WebhookEvent[]>().orderBy('id', 'desc').limit(limit);
  if (filter.state !== undefined) query.where('state', filter.state);
  if (filter.webhook !== undefined) query.where('webhook_id', filter.webhook);
  if (after !== undefined) query.where('id', '<', after);
  return ((await query) as WebhookEvent[]).map(fromRow);
}

export function fromRow(row: WebhookEvent): WebhookEvent {
  return { ...row, body_is_base64: Boolean(row.body_is_base64) };
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

function keyOf({ webhook_id, replay_key }: Pick<WebhookEvent, 'webhook_id' | 'replay_key'>): string {
  return `${webhook_id} ${replay_key}`;
}

/** Rows of a raw query: the two drivers wrap them differently. */
export function rowsOf<Row>(answer: unknown): Row[] {
  return Array.isArray(answer) ? (answer as Row[]) : (answer as { rows: Row[] }).rows;
}
