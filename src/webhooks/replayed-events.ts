import { lowestIdOf } from '../system/ids.ts';
import { platformOf, whereContains, type Query, type TenantDb } from '../db/index.ts';
import { takePlace } from './delivery/order/order-store.ts';
import { examinedPart } from './examined-events.ts';
import { reasonColumns } from './event-store.ts';
import { whereType } from './event-summary.ts';
import type { ReplayFilter } from './replay-store.ts';

const TABLE = 'webhook_events';

/**
 * Makes events due now and restarts their retry schedule. Attempts in progress no longer count. Events that have ended get
 * a new place in the order of their flow, after all others. Those that wait for an earlier event keep waiting, and those
 * that are first keep their place; an attempt of theirs is completed, because the next event must not be sent before.
 * @param webhookId the webhook of the events
 * @returns how many
 */
export async function makeDue(db: TenantDb, webhookId: string, events: Query, now: number): Promise<number> {
  const place = (await isOrdered(db, webhookId)) ? await takePlace(platformOf(db)) : null;
  events.where(
    (where) =>
      void where
        .whereNull('order_state')
        .orWhere({ order_state: 'open' })
        .orWhere((first) => void first.where({ order_state: 'first' }).whereNull('claimed_by')),
  );
  const unplaced = (column: string, value: string | number | null) =>
    db.when('order_state IS NULL', value, column);
  return events.update({
    order_state: unplaced('order_state', place === null ? null : 'open'),
    order_place: unplaced('order_place', place),
    order_flow_id: unplaced('order_flow_id', null),
    order_setting: unplaced('order_setting', null),
    order_key: unplaced('order_key', null),
    state: 'pending',
    ...reasonColumns(null),
    earlier_attempts: db.column('attempts'),
    next_attempt_at: db.now(),
    claimed_by: null,
    updated_at: now,
  }) as unknown as Promise<number>;
}

/** Whether a flow of the webhook delivers events in order. */
async function isOrdered(db: TenantDb, webhookId: string): Promise<boolean> {
  const own = db.from('webhooks').where({ id: webhookId }).select('flow_id');
  const additional = db.from('webhook_flows').where({ webhook_id: webhookId }).select('flow_id');
  const flow: unknown = await db
    .from('flows')
    .where((where) => void where.whereIn('id', own).orWhereIn('id', additional))
    .whereNotNull('order_setting')
    .first('id');
  return flow !== undefined;
}

export function eventById(db: TenantDb, id: string): Query {
  return db.from(TABLE).where({ id });
}

/** A part of a webhook's events: those after a position, oldest first. */
export interface Piece {
  /** Those in this part that the replay is for. */
  matching: Query;
  /** The last event of this part; null if no others follow. */
  end: string | null;
}

/** Events that a piece passes at most, most of which may have been delivered. Only their IDs are read. */
const MAX_PASSED = 10_000;

/** What a piece examines, so that other writes do not wait long. SQLite writes changed events with their content. */
const MOST = { events: 1_000, bytes: 16 * 1024 * 1024 };

/**
 * The next part that a replay examines, of limited size however few of its events match.
 * @param after the last event that was examined
 */
export async function nextPiece(db: TenantDb, filter: ReplayFilter, after: string): Promise<Piece> {
  const all = () => {
    const query = db.from(TABLE).where({ webhook_id: filter.webhook_id }).where('id', '>', after);
    // Twice the allowance for clock differences, because `firstIdOf` subtracts it.
    return query.where('id', '<', firstIdOf(filter.until + 2 * CLOCK_DIFFERENCE));
  };
  const passed = (await all()
    .orderBy('id')
    .offset(MAX_PASSED - 1)
    .first('id')) as { id: string } | undefined;
  const rest = () => {
    const query = passed === undefined ? all() : all().where('id', '<=', passed.id);
    return filter.states.includes('delivered') ? query : query.whereNot({ state: 'delivered' });
  };
  const { last, isAll } = await examinedPart(rest().orderBy('id'), db.bytesOf(['body', 'parsed']), MOST);
  const end = isAll ? (passed?.id ?? null) : last!;
  const matching = rest()
    .where('received_at', '>=', filter.since)
    .where('received_at', '<', filter.until)
    .whereIn('state', [...filter.states]);
  if (end !== null) matching.where('id', '<=', end);
  if (filter.types !== null) whereType(matching, filter.types);
  if (filter.search !== null) whereContains(matching, db.dialect, ['body', 'parsed'], filter.search);
  return { matching, end };
}

export async function countOf(events: Query): Promise<number> {
  const [row] = (await events.count({ n: '*' })) as { n: number | string }[];
  return Number(row!.n);
}

/** Milliseconds by which an ID may be ahead of `received_at`. */
const CLOCK_DIFFERENCE = 1000;

/** The lowest ID of a time, minus one second for clock differences. */
export function firstIdOf(time: number): string {
  return lowestIdOf(time - CLOCK_DIFFERENCE);
}
