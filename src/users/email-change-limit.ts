import type { PlatformDb } from '../db/index.ts';
import { countInWindow } from './count-in-window.ts';

/** Limit for changes of the email address. Rejected changes count, because they reveal whether an address is taken. */
const MAX_CHANGES = 10;
const WINDOW = 24 * 60 * 60 * 1000;

/**
 * Counts an attempt to change the email address.
 * @returns when the next attempt is allowed; undefined if this one is
 */
export async function countEmailChange(
  db: PlatformDb,
  userId: string,
  now: number,
): Promise<number | undefined> {
  const changes = { account: `user ${userId}`, source: 'address changes', window: WINDOW };
  const { failures, expires_at } = await countInWindow(db, changes, now);
  return failures <= MAX_CHANGES ? undefined : Number(expires_at);
}
