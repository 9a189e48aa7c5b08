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

/** Counts one event in a fixed window that starts with its first event. @returns the count and when the window ends */
export async function countInWindow(
  db: PlatformDb,
  { account, source, window }: { account: string; source: string; window: number },
  now: number,
): Promise<{ failures: number; expires_at: number | string }> {
  const old = 'sign_in_failures';
  const counted: unknown = await db.upsert(
    old,
    { account, source, failures: 1, locked_until: null, expires_at: now + window },
    ['account', 'source'],
    {
      set: `failures = CASE WHEN ${old}.expires_at <= ? THEN 1 ELSE ${old}.failures + 1 END,
            expires_at = CASE WHEN ${old}.expires_at <= ? THEN excluded.expires_at ELSE ${old}.expires_at END`,
      values: [now, now],
      returning: ['failures', 'expires_at'],
    },
  );
  return rowsOf<{ failures: number; expires_at: number | string }>(counted)[0]!;
}
