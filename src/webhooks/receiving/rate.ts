import { NOW_SQL, platformDb, rowsOf, type Database, type PlatformDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Clock } from '../../system/clock.ts';
import type { Lane } from '../handing-on/queue.ts';

/** Milliseconds over which a rate is counted: a burst may take the whole of it at once. */
const WINDOW = 10_000;
/** A process draws a window's allowance in so many parts, so that only one event in many asks the database. */
const PARTS = 20;

/** Events per second, on average over ten seconds. */
export interface RateLimits {
  webhook: number;
  tenant: number;
}

/**
 * Lets an event in, or not: of a webhook and of a tenant only so many come in, over all processes together. A window
 * may end with a small part of its allowance drawn by a process that did not need it; never is more let in.
 * @throws AppError rate_limited with the seconds until the next window
 */
export type RateLimit = (lane: Lane) => Promise<void>;

export function createRateLimit(database: Database, limits: RateLimits, clock: Clock): RateLimit {
  const db = platformDb(database);
  const allowances = new Map<string, Allowance>();
  const drawing = new Map<string, Promise<void>>();

  async function take(counted: Counted, who: string): Promise<void> {
    for (;;) {
      const { left, endsAt, last } = allowances.get(counted.id) ?? NOTHING_DRAWN;
      const now = clock();
      if (now >= endsAt || (left === 0 && !last)) await draw(counted);
      else if (left === 0) throw tooMany(who, endsAt - now);
      else {
        allowances.set(counted.id, { left: left - 1, endsAt, last });
        return;
      }
    }
  }

  /** Those who come while it is drawn wait for the same. */
  function draw(counted: Counted): Promise<void> {
    let running = drawing.get(counted.id);
    if (running === undefined) {
      running = drawAllowance(db, counted, clock)
        .then((allowance) => void allowances.set(counted.id, allowance))
        .finally(() => drawing.delete(counted.id));
      drawing.set(counted.id, running);
    }
    return running;
  }

  return async ({ tenant_id, webhook_id }) => {
    const perWindow = WINDOW / 1000;
    await take({ tenant_id, id: webhook_id, limit: limits.webhook * perWindow }, 'this webhook');
    await take({ tenant_id, id: tenant_id, limit: limits.tenant * perWindow }, 'the webhooks of this tenant');
  };
}

interface Counted {
  tenant_id: string;
  /** The webhook's, or the tenant's own. */
  id: string;
  /** Events per window. */
  limit: number;
}

/** What a process has drawn and not yet used. */
interface Allowance {
  left: number;
  /** Milliseconds since the epoch, by this machine's clock. */
  endsAt: number;
  /** Nothing is left for anybody in this window. */
  last: boolean;
}

const NOTHING_DRAWN: Allowance = { left: 0, endsAt: 0, last: false };

async function drawAllowance(
  { sql, dialect }: PlatformDb,
  { tenant_id, id, limit }: Counted,
  clock: Clock,
): Promise<Allowance> {
  const part = Math.max(1, Math.floor(limit / PARTS));
  const now = NOW_SQL[dialect];
  const answer: unknown = await sql.raw(
    `INSERT INTO webhook_rates AS rate (tenant_id, id, window_start, used)
     VALUES (?, ?, ${now} - ${now} % ${WINDOW}, ?)
     ON CONFLICT (tenant_id, id) DO UPDATE SET window_start = excluded.window_start,
       used = excluded.used + CASE WHEN rate.window_start = excluded.window_start THEN rate.used ELSE 0 END
     WHERE rate.window_start <> excluded.window_start OR rate.used < ?
     RETURNING used, window_start + ${WINDOW} - ${now} AS milliseconds`,
    [tenant_id, id, part, limit],
  );
  const [drawn] = rowsOf<{ used: number; milliseconds: number | string }>(answer);
  // The database alone knows its clock; when there is nothing to return, ours has to do.
  if (drawn === undefined) return { left: 0, endsAt: clock() + WINDOW - (clock() % WINDOW), last: true };
  const left = part - Math.max(0, drawn.used - limit);
  return { left, endsAt: clock() + Number(drawn.milliseconds), last: drawn.used >= limit };
}

function tooMany(who: string, milliseconds: number): AppError {
  return new AppError(
    'rate_limited',
    `More events have come for ${who} than it may take. Send it again later.`,
    {
      retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)),
    },
  );
}
