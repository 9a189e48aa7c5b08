import { rowsOf, type PlatformDb } from '../db/index.ts';

const TABLE = 'sign_in_failures';

/**
 * The clocks of the processes may differ by this many milliseconds. A stored time that is further ahead than that
 * allows means that the clock was set back.
 */
export const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** Counts an event in a fixed window that starts with the first event. @returns the count, and when the window ends */
export async function countInWindow(
  db: PlatformDb,
  { account, source, window }: { account: string; source: string; window: number },
  now: number,
): Promise<{ failures: number; expires_at: number | string }> {
  const isRunning = `(${TABLE}.expires_at > ? AND ${TABLE}.expires_at <= ?)`;
  const running = [now, now + window + CLOCK_TOLERANCE];
  const counted: unknown = await db.upsert(
    TABLE,
    { account, source, failures: 1, locked_until: null, expires_at: now + window },
    ['account', 'source'],
    {
      set: `failures = CASE WHEN ${isRunning} THEN ${TABLE}.failures + 1 ELSE 1 END,
            expires_at = CASE WHEN ${isRunning} THEN ${TABLE}.expires_at ELSE excluded.expires_at END`,
      values: [...running, ...running],
      returning: ['failures', 'expires_at'],
    },
  );
  return rowsOf<{ failures: number; expires_at: number | string }>(counted)[0]!;
}
