import { selectPage, type Page, type PageRequest, type PlatformDb, type TenantDb } from '../db/index.ts';
import { deleteExpired, dueRows } from '../db/all-tenants.ts';
import type { EventState } from './event-store.ts';

const TABLE = 'webhook_replays';

/** Which events of a webhook are replayed. Times in milliseconds since the epoch. */
export interface ReplayFilter {
  webhook_id: string;
  since: number;
  /** Exclusive. */
  until: number;
  states: readonly EventState[];
  types: readonly string[] | null;
  search: string | null;
}

/** A replay of a webhook's events, and how far it is. Times in milliseconds since the epoch. */
export interface Replay extends ReplayFilter {
  tenant_id: string;
  id: string;
  state: 'running' | 'finished' | 'stopped';
  /** The last event that was examined. */
  position: string;
  replayed: number;
  /** The last event that was counted; null once all are. */
  count_position: string | null;
  counted: number;
  /** null unless it is running. */
  next_piece_at: number | null;
  finished_at: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

type Row = Omit<Replay, 'states' | 'types'> & { states: string; types: string | null };

const COLUMNS: readonly (keyof Row)[] = [
  'tenant_id',
  'id',
  'webhook_id',
  'state',
  'since',
  'until',
  'states',
  'types',
  'search',
  'position',
  'replayed',
  'count_position',
  'counted',
  'next_piece_at',
  'finished_at',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

/** The columns that change while a replay is worked off. */
const PROGRESS = [
  'state',
  'position',
  'replayed',
  'count_position',
  'counted',
  'next_piece_at',
  'finished_at',
  'version',
  'updated_at',
] as const satisfies (keyof Replay)[];

/** @throws if the webhook already has a running replay (`violatesUnique`) */
export async function insertReplay(db: TenantDb, replay: Replay): Promise<void> {
  const { states, types } = replay;
  const row: Row = {
    ...replay,
    states: JSON.stringify(states),
    types: types === null ? null : JSON.stringify(types),
  };
  await db.insert(TABLE, row);
}

export async function findReplay(
  db: TenantDb,
  key: { webhook_id: string; id: string },
): Promise<Replay | undefined> {
  const row = (await db.from(TABLE).where(key).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockReplay(
  db: TenantDb,
  key: { webhook_id?: string; id: string },
): Promise<Replay | undefined> {
  const row = (await db.lock(TABLE).where(key).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listReplays(
  db: TenantDb,
  { webhook_id, state }: { webhook_id: string; state?: string | undefined },
  page: PageRequest,
): Promise<Page<Replay>> {
  const query = db.from(TABLE).where({ webhook_id });
  if (state !== undefined) query.where({ state });
  const { rows, total } = await selectPage<Row>(db, query, { table: TABLE, columns: COLUMNS }, page);
  return { rows: rows.map(fromRow), total };
}

export async function updateProgress(db: TenantDb, replay: Replay): Promise<void> {
  const progress = Object.fromEntries(PROGRESS.map((name) => [name, replay[name]]));
  await db.from(TABLE).where({ id: replay.id }).update(progress);
}

/** The running replays of all tenants whose next piece is due, the longest first. */
export function dueReplays(
  db: PlatformDb,
  now: number,
  limit: number,
): Promise<{ tenant_id: string; id: string }[]> {
  const key = ['tenant_id', 'id'] as const;
  return dueRows(db, { table: TABLE, key, column: 'next_piece_at' }, now, limit);
}

/** Deletes up to `limit` replays that finished before a time. @returns how many */
export function deleteOldReplays(db: PlatformDb, before: number, limit: number): Promise<number> {
  return deleteExpired(db, { table: TABLE, key: ['tenant_id', 'id'], column: 'finished_at' }, before, limit);
}

function fromRow(row: Row): Replay {
  const { states, types, next_piece_at, finished_at } = row;
  const orNull = (value: number | null) => (value === null ? null : Number(value));
  return {
    ...row,
    since: Number(row.since),
    until: Number(row.until),
    states: JSON.parse(states) as EventState[],
    types: types === null ? null : (JSON.parse(types) as string[]),
    replayed: Number(row.replayed),
    counted: Number(row.counted),
    next_piece_at: orNull(next_piece_at),
    finished_at: orNull(finished_at),
  };
}
