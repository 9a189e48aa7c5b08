import { platformDb, rowsOf, type Database, type PlatformDb } from '../../db/index.ts';
import { NOW_SQL, rawDb } from '../../db/raw.ts';
import { AppError } from '../../errors.ts';
import type { Clock } from '../../system/clock.ts';
import type { WebhookKey } from '../delivery/target-read.ts';

/** Milliseconds over which a rate is counted. A burst may use all of it at once. */
const WINDOW = 10_000;
/** A process draws the allowance of a window in this many parts, so that most events need no query. */
const PARTS = 20;

/** Events per second, on average over ten seconds. */
export interface RateLimits {
  webhook: number;
  tenant: number;
}

/**
 * Limits the events per webhook and per tenant, across all processes. A process may draw a small part of a window's
 * allowance and not use it, so slightly fewer events may be accepted, but never more.
 * @throws AppError rate_limited with the seconds until the next window
 */
export type RateLimit = (webhook: WebhookKey) => Promise<void>;

export function createRateLimit(database: Database, limits: RateLimits, clock: Clock): RateLimit {
  const db = platformDb(database);
  const allowances = new Map<string, Allowance>();
  const drawing = new Map<string, Promise<void>>();

  async function take(limit: Limit, who: string): Promise<void> {
    for (;;) {
      const { left, endsAt, last } = allowances.get(limit.id) ?? NOTHING_DRAWN;
      const now = clock();
      // If the clock was set back, the end of the window appears to be far away.
      const isOver = now >= endsAt || endsAt - now > WINDOW;
      if (isOver || (left === 0 && !last)) await draw(limit);
      else if (left === 0) throw tooMany(who, endsAt - now);
      else {
        allowances.set(limit.id, { left: left - 1, endsAt, last });
        return;
      }
    }
  }

  /** Concurrent callers wait for the same draw. */
  function draw(limit: Limit): Promise<void> {
    let running = drawing.get(limit.id);
    if (running === undefined) {
      running = drawAllowance(db, limit, clock)
        .then((allowance) => void allowances.set(limit.id, allowance))
        .finally(() => drawing.delete(limit.id));
      drawing.set(limit.id, running);
    }
    return running;
  }

  return async ({ tenant_id, webhook_id }) => {
    const perWindow = WINDOW / 1000;
    await take({ tenant_id, id: webhook_id, limit: limits.webhook * perWindow }, 'this webhook');
    await take({ tenant_id, id: tenant_id, limit: limits.tenant * perWindow }, 'the webhooks of this tenant');
  };
}

interface Limit {
  tenant_id: string;
  /** The ID of the webhook or the tenant. */
  id: string;
  /** Events per window. */
  limit: number;
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
  { tenant_id, id, limit }: Limit,
  clock: Clock,
): Promise<Allowance> {
  const { sql, dialect } = rawDb(db);
  const part = Math.max(1, Math.floor(limit / PARTS));
  const now = NOW_SQL[dialect];
  // The start of the window is calculated from a single reading of the clock. A second reading can differ by a
  // millisecond, and then the window would look like a new one.
  const result: unknown = await sql.raw(
    `INSERT INTO webhook_rates AS rate (tenant_id, id, window_start, used)
     VALUES (?, ?, ${now} / ${WINDOW} * ${WINDOW}, ?)
     ON CONFLICT (tenant_id, id) DO UPDATE SET window_start = excluded.window_start,
       used = excluded.used + CASE WHEN rate.window_start = excluded.window_start THEN rate.used ELSE 0 END
     WHERE rate.window_start <> excluded.window_start OR rate.used < ?
     RETURNING used, window_start + ${WINDOW} - ${now} AS milliseconds`,
    [tenant_id, id, part, limit],
  );
  const [drawn] = rowsOf<{ used: number; milliseconds: number | string }>(result);
  // Without a row, the database's clock is unknown, so use the local one.
  if (drawn === undefined) return { left: 0, endsAt: clock() + WINDOW - (clock() % WINDOW), last: true };
  const left = part - Math.max(0, drawn.used - limit);
  return { left, endsAt: clock() + Number(drawn.milliseconds), last: drawn.used >= limit };
}

function tooMany(who: string, milliseconds: number): AppError {
  return new AppError(
    'rate_limited',
    `Too many events for ${who}. Try again after the time in the Retry-After header.`,
    {
      retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)),
    },
  );
}
