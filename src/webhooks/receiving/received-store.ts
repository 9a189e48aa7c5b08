import { rowsWithTenant } from '../../db/hot-read.ts';
import { insertRows, tenantDb, type PlatformDb, type TenantDb } from '../../db/index.ts';
import { takePlace } from '../delivery/order/order-store.ts';
import { reasonColumns, type NewEvent } from '../event-store.ts';

const TABLE = 'webhook_events';

/** The columns of a new event; the others are null. */
const COLUMNS = [
  'tenant_id',
  'id',
  'webhook_id',
  'kind',
  'replay_key',
  'content_type',
  'headers',
  'body',
  'body_is_base64',
  'body_preview',
  'state',
  'attempts',
  'earlier_attempts',
  'claimed_by',
  'received_at',
  'updated_at',
  'order_state',
  'order_place',
] as const satisfies (keyof NewEvent)[];

const DUPLICATE_COLUMNS = [...COLUMNS, 'state_reason', 'state_reason_code', 'duplicate_of'] as const;

/** An event is inserted again if the one that it repeats was deleted, or lost its key, before it was read. */
const MAX_INSERTS = 3;

type Row = Omit<NewEvent, 'next_attempt_at'> & { next_attempt_at: number | null };

/**
 * Stores events of several tenants. A repeated event is stored as a duplicate, which is not delivered.
 * @returns an ID per event, in the same order; for a duplicate, the ID of the event that it repeats; undefined if the
 * tenant has been deleted
 */
export async function insertEvents(
  db: PlatformDb,
  events: readonly NewEvent[],
  which?: 'existing tenants only',
): Promise<(string | undefined)[]> {
  await releaseExpiredKeys(
    db,
    events.filter(({ replay_window }) => replay_window !== null),
  );
  const ids = new Map<string, string>();
  let left = await withPlaces(db, events);
  for (let attempt = 1; left.length > 0 && attempt <= MAX_INSERTS; attempt += 1) {
    // Sorted, so that two statements with the same deduplication keys cannot deadlock.
    const inOrder = left.toSorted((a, b) => Number(keyOf(a) > keyOf(b)) - Number(keyOf(a) < keyOf(b)));
    const kept = await insert(db, COLUMNS, inOrder, attempt === 1 ? which : 'existing tenants only');
    for (const id of kept) ids.set(id, id);
    const repeated = left.filter(({ id, replay_key }) => !kept.has(id) && replay_key !== null);
    for (const [event, first] of await insertDuplicates(db, repeated)) ids.set(event.id, first);
    left = repeated.filter(({ id }) => !ids.has(id));
  }
  return events.map(({ id }) => ids.get(id));
}

/** Events that are stored together arrived at the same time, so they have the same place. */
async function withPlaces(db: PlatformDb, events: readonly NewEvent[]): Promise<readonly NewEvent[]> {
  if (events.every(({ order_state }) => order_state === null)) return events;
  const place = await takePlace(db);
  return events.map((event) => (event.order_state === null ? event : { ...event, order_place: place }));
}

/** @returns the duplicates with the IDs of the events that they repeat. Some of those may have just been deleted */
async function insertDuplicates(
  db: PlatformDb,
  repeated: readonly NewEvent[],
): Promise<[event: NewEvent, first: string][]> {
  if (repeated.length === 0) return [];
  const originals = await findOriginals(db, repeated);
  const duplicates = repeated.flatMap((event): [NewEvent, string][] => {
    const first = originals.get(keyOf(event));
    return first === undefined ? [] : [[event, first]];
  });
  const rows = duplicates.map(([event, first]) => duplicateOf(event, first));
  if (rows.length > 0) await insert(db, DUPLICATE_COLUMNS, rows, 'existing tenants only');
  return duplicates;
}

/** @returns the ID of the event that a request with this key would duplicate */
export async function findOriginal(
  db: TenantDb,
  webhookId: string,
  { key, window }: { key: string; window: number | null },
  now: number,
): Promise<string | undefined> {
  const row = (await db
    .from(TABLE)
    .where({ webhook_id: webhookId, replay_key: key })
    .first('id', 'received_at')) as { id: string; received_at: number } | undefined;
  return row === undefined || isWindowOver(row.received_at, window, now) ? undefined : row.id;
}

/** The difference is absolute, because an event may be from the future after the clock was set back. */
function isWindowOver(receivedAt: number, window: number | null, now: number): boolean {
  return window !== null && Math.abs(now - receivedAt) > window;
}

async function insert(
  db: PlatformDb,
  columns: readonly (keyof Row)[],
  rows: readonly Row[],
  which?: 'existing tenants only',
): Promise<Set<string>> {
  const kept = await insertRows(db, TABLE, [...columns, 'next_attempt_at'], rows, {
    existingTenantsOnly: which !== undefined,
    onConflict: 'DO NOTHING',
    fromNow: 'next_attempt_at',
    returning: 'id',
  });
  return new Set(kept);
}

/** Clears the deduplication key of events whose window is over. */
async function releaseExpiredKeys(db: PlatformDb, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const holders = (await havingSameKeys(db, events).select(
    'tenant_id',
    'id',
    'webhook_id',
    'replay_key',
    'received_at',
  )) as NewEvent[];
  const byKey = new Map(holders.map((row) => [keyOf(row), row]));
  const ended = events.flatMap((event) => {
    const holder = byKey.get(keyOf(event));
    return holder !== undefined && isWindowOver(holder.received_at, event.replay_window, event.received_at)
      ? [[holder.tenant_id, holder.id] as const]
      : [];
  });
  // Sorted, so that two processes that release the same keys cannot deadlock.
  for (const [tenant_id, id] of ended.sort(([, a], [, b]) => (a < b ? -1 : 1)))
    await tenantDb(db, tenant_id).from(TABLE).where({ id }).update({ replay_key: null });
}

async function findOriginals(db: PlatformDb, events: readonly NewEvent[]): Promise<Map<string, string>> {
  const rows = (await havingSameKeys(db, events).select('id', 'webhook_id', 'replay_key')) as NewEvent[];
  return new Map(rows.map((row) => [keyOf(row), row.id]));
}

/** Stored events with the same deduplication keys. */
function havingSameKeys(db: PlatformDb, events: readonly NewEvent[]) {
  return rowsWithTenant(
    db,
    TABLE,
    ['tenant_id', 'webhook_id', 'replay_key'],
    events.map((event) => [event.tenant_id, event.webhook_id, event.replay_key!] as const),
  );
}

function duplicateOf(event: NewEvent, first: string): Row {
  const text = `The sender already sent this event, as ${first}.`;
  return {
    ...event,
    ...reasonColumns({ text, code: 'duplicate' }),
    duplicate_of: first,
    replay_key: null,
    state: 'duplicate',
    attempts: 0,
    claimed_by: null,
    next_attempt_at: null,
    order_state: null,
  };
}

function keyOf({ webhook_id, replay_key }: Pick<NewEvent, 'webhook_id' | 'replay_key'>): string {
  return `${webhook_id} ${replay_key}`;
}
