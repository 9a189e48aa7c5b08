import type { PlatformDb } from '../db/index.ts';
import { accountOf } from './sign-in-limits.ts';

/** Deletes the failures and known sources of an account, after its password was changed. */
export async function deleteSignInHistory(
  db: PlatformDb,
  { id, email }: { id: string; email: string },
): Promise<void> {
  await db.from('known_sources').where({ user_id: id }).delete();
  await db
    .from('sign_in_failures')
    .where({ account: accountOf(email) })
    .delete();
}

/** Tables whose rows expire, with their keys. */
const EXPIRING = [
  ['sign_in_failures', ['account', 'source']],
  ['known_sources', ['user_id', 'source_hash']],
] as const;

/** Deletes expired rows, at most `limit` per table. @returns whether there may be more */
export async function deleteExpiredSignIns(db: PlatformDb, now: number, limit: number): Promise<boolean> {
  let more = false;
  for (const [table, key] of EXPIRING) {
    const columns = [...key];
    const old = db.from(table).select(columns).where('expires_at', '<=', now).limit(limit);
    const deleted = await db.from(table).whereIn(columns, old).delete();
    more = more || deleted === limit;
  }
  return more;
}
