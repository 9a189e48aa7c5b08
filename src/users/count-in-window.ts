import { rowsOf, type PlatformDb } from '../db/index.ts';

/** Limit for changes of the email address, including refused ones: the response reveals whether an address is taken. */
const ADDRESS_CHANGES = 10;
const ADDRESS_CHANGES_WINDOW = 24 * 60 * 60 * 1000;

/**
 * Counts an attempt to change the email address.
 * @returns when the next attempt is allowed; undefined if this one is
 */
export async function countAddressChange(
  db: PlatformDb,
  userId: string,
  now: number,
): Promise<number | undefined> {
  const changes = { account: `user ${userId}`, source: 'address changes', window: ADDRESS_CHANGES_WINDOW };
  const { failures, expires_at } = await countInWindow(db, changes, now);
  return failures <= ADDRESS_CHANGES ? undefined : Number(expires_at);
}

/**
 * The clocks of the processes may differ by this many milliseconds. A stored time that is further ahead than possible
 * means that the clock was set back.
 */
export const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** Counts one event in a fixed window that starts with its first event. @returns the count and when the window ends */
export async function countInWindow(
  db: PlatformDb,
  { account, source, window }: { account: string; source: string; window: number },
  now: number,
): Promise<{ failures: number; expires_at: number | string }> {
  const old = 'sign_in_failures';
  const isRunning = `(${old}.expires_at > ? AND ${old}.expires_at <= ?)`;
  const running = [now, now + window + CLOCK_TOLERANCE];
  const counted: unknown = await db.upsert(
    old,
    { account, source, failures: 1, locked_until: null, expires_at: now + window },
    ['account', 'source'],
    {
      set: `failures = CASE WHEN ${isRunning} THEN ${old}.failures + 1 ELSE 1 END,
            expires_at = CASE WHEN ${isRunning} THEN ${old}.expires_at ELSE excluded.expires_at END`,
      values: [...running, ...running],
      returning: ['failures', 'expires_at'],
    },
  );
  return rowsOf<{ failures: number; expires_at: number | string }>(counted)[0]!;
}
