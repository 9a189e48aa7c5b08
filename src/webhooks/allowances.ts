import { platformDb, rowsOf, type Database, type PlatformDb } from '../db/index.ts';
import { NOW_SQL, rawDb } from '../db/raw.ts';
import type { Clock } from '../system/clock.ts';

/** A process draws the allowance of a window in this many parts, so that most uses need no query. */
const PARTS = 20;

/**
 * Uses up one of a limit's allowance, which all processes share. A process may draw a small part of it and not use it, so
 * slightly less may be used, but never more.
 * @returns 0, or the milliseconds until the next window if nothing is left
 */
export type UseAllowance = (limit: Limit) => Promise<number>;

export function createAllowances(database: Database, clock: Clock): UseAllowance {
  const db = platformDb(database);
  const allowances = new Map<string, Allowance>();
  const drawing = new Map<string, Promise<void>>();

  /** Concurrent callers wait for the same draw. */
  function draw(limit: Limit): Promise<void> {
    const key = keyOf(limit);
    let running = drawing.get(key);
    if (running === undefined) {
      running = drawAllowance(db, limit, clock)
        .then((allowance) => void allowances.set(key, allowance))
        .finally(() => drawing.delete(key));
      drawing.set(key, running);
    }
    return running;
  }

  return async (limit) => {
    const key = keyOf(limit);
    for (;;) {
      const { left, endsAt, last } = allowances.get(key) ?? NOTHING_DRAWN;
      const now = clock();
      // If the clock was set back, the end of the window appears to be far away.
      const isOver = now >= endsAt || endsAt - now > limit.window;
      if (isOver || (left === 0 && !last)) await draw(limit);
      else if (left === 0) return endsAt - now;
      else {
        allowances.set(key, { left: left - 1, endsAt, last });
        return 0;
      }
    }
  };
}

/** What is left of a limit says nothing about another one that replaces it. */
function keyOf({ id, limit, window }: Limit): string {
  return `${id} ${limit} ${window}`;
}

/** How often something may happen in a window of time. */
export interface Limit {
  tenant_id: string;
  /** The ID of what is limited. */
  id: string;
  /** How often per window. */
  limit: number;
  /** Milliseconds. */
  window: number;
}

/** The allowance that a process has drawn and not used yet. */
interface Allowance {
  left: number;
  /** Milliseconds since the epoch, by this machine's clock. */
  endsAt: number;
  /** Whether nothing is left for any process in this window. */
  last: boolean;
}

const NOTHING_DRAWN: Allowance = { left: 0, endsAt: 0, last: false };

async function drawAllowance(
  db: PlatformDb,
  { tenant_id, id, limit, window }: Limit,
  clock: Clock,
): Promise<Allowance> {
  const { sql, dialect } = rawDb(db);
  const part = Math.max(1, Math.floor(limit / PARTS));
  const now = NOW_SQL[dialect];
  // The start of the window is calculated from a single reading of the clock. A second reading can differ by a
  // millisecond, and then the window would look like a new one.
  const result: unknown = await sql.raw(
    `INSERT INTO webhook_rates AS rate (tenant_id, id, window_start, used)
     VALUES (?, ?, ${now} / ${window} * ${window}, ?)
     ON CONFLICT (tenant_id, id) DO UPDATE SET window_start = excluded.window_start,
       used = excluded.used + CASE WHEN rate.window_start = excluded.window_start THEN rate.used ELSE 0 END
     WHERE rate.window_start <> excluded.window_start OR rate.used < ?
     RETURNING used, window_start + ${window} - ${now} AS milliseconds`,
    [tenant_id, id, part, limit],
  );
  const [drawn] = rowsOf<{ used: number; milliseconds: number | string }>(result);
  // Without a row, the database's clock is unknown, so use the local one.
  if (drawn === undefined) return { left: 0, endsAt: clock() + window - (clock() % window), last: true };
  const left = part - Math.max(0, drawn.used - limit);
  return { left, endsAt: clock() + Number(drawn.milliseconds), last: drawn.used >= limit };
}
