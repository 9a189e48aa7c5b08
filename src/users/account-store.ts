import type { PlatformDb } from '../db/index.ts';
import { normalEmail, type User } from './store.ts';

/** What a person signs in with: the password, the failures, and the links that set one. No tenant's. */

export async function findUserByEmail({ sql }: PlatformDb, email: string): Promise<User | undefined> {
  return (await sql('users')
    .where({ email: normalEmail(email) })
    .first()) as User | undefined;
}

/** Counts one more failure, and locks after the last that is allowed. @returns false for one who is locked */
export async function takeChance(
  { sql }: PlatformDb,
  id: string,
  now: number,
  most: number,
  lockedFor: number,
): Promise<boolean> {
  // A lock that has ended takes its failures along.
  const failures = 'CASE WHEN locked_until IS NULL THEN failed_logins + 1 ELSE 1 END';
  const taken = await sql('users')
    .where({ id })
    .where((free) => void free.whereNull('locked_until').orWhere('locked_until', '<=', now))
    .update({
      failed_logins: sql.raw(failures),
      locked_until: sql.raw(`CASE WHEN ${failures} >= ? THEN CAST(? AS bigint) END`, [most, now + lockedFor]),
    });
  return taken === 1;
}

export async function forgetFailures({ sql }: PlatformDb, id: string): Promise<void> {
  await sql('users').where({ id }).update({ failed_logins: 0, locked_until: null });
}

export async function updatePassword(
  { sql }: PlatformDb,
  id: string,
  hash: string,
  now: number,
): Promise<void> {
  await sql('users')
    .where({ id })
    .update({
      password_hash: hash,
      failed_logins: 0,
      locked_until: null,
      version: sql.raw('version + 1'),
      updated_at: now,
    });
}

export async function insertPasswordLink(
  { sql, dialect }: PlatformDb,
  link: { token_hash: string; user_id: string; expires_at: number },
): Promise<void> {
  await removePasswordLinks({ sql, dialect }, link.user_id);
  await sql('password_links').insert(link);
}

export async function userOfPasswordLink(
  { sql }: PlatformDb,
  hash: string,
  now: number,
): Promise<User | undefined> {
  return (await sql('users')
    .join('password_links', 'password_links.user_id', 'users.id')
    .where({ token_hash: hash })
    .where('expires_at', '>', now)
    .first('users.*')) as User | undefined;
}

export async function takePasswordLink(
  { sql }: PlatformDb,
  hash: string,
  now: number,
): Promise<string | undefined> {
  const links = () => sql('password_links').where({ token_hash: hash }).where('expires_at', '>', now);
  const link = (await links().first('user_id')) as { user_id: string } | undefined;
  // Of two who bring it at once one deletes it.
  return link !== undefined && (await links().delete()) === 1 ? link.user_id : undefined;
}

export async function confirmEmail({ sql }: PlatformDb, id: string): Promise<void> {
  await sql('users').where({ id }).update({ email_confirmed: true });
}

export async function removePasswordLinks({ sql }: PlatformDb, userId: string): Promise<void> {
  await sql('password_links').where({ user_id: userId }).delete();
}
