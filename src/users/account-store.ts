import type { PlatformDb } from '../db/index.ts';
import { normalEmail, type User } from './store.ts';

/** Passwords and password links. They belong to the user account, not to a tenant. */

export async function findUserByEmail(db: PlatformDb, email: string): Promise<User | undefined> {
  return (await db
    .from('users')
    .where({ email: normalEmail(email) })
    .first()) as User | undefined;
}

export async function updatePassword(
  db: PlatformDb,
  id: string,
  hash: string,
  now: number,
): Promise<{ email: string }> {
  const [user] = (await db
    .from('users')
    .where({ id })
    .update({
      password_hash: hash,
      // The previous version, which may still be running, counts failures in these columns.
      failed_logins: 0,
      locked_until: null,
      version: db.column('version', 1),
      updated_at: now,
    })
    .returning('email')) as { email: string }[];
  return user!;
}

export async function insertPasswordLink(
  db: PlatformDb,
  link: { token_hash: string; user_id: string; expires_at: number },
): Promise<void> {
  await removePasswordLinks(db, link.user_id);
  await db.from('password_links').insert(link);
}

export async function userOfPasswordLink(
  db: PlatformDb,
  hash: string,
  now: number,
): Promise<User | undefined> {
  return (await db
    .from('users')
    .join('password_links', 'password_links.user_id', 'users.id')
    .where({ token_hash: hash })
    .where('expires_at', '>', now)
    .first('users.*')) as User | undefined;
}

export async function consumePasswordLink(
  db: PlatformDb,
  hash: string,
  now: number,
): Promise<string | undefined> {
  const links = () => db.from('password_links').where({ token_hash: hash }).where('expires_at', '>', now);
  const link = (await links().first('user_id')) as { user_id: string } | undefined;
  // If two requests use the link at the same time, only one of them deletes it.
  return link !== undefined && (await links().delete()) === 1 ? link.user_id : undefined;
}

export async function confirmEmail(db: PlatformDb, id: string): Promise<void> {
  await db.from('users').where({ id }).update({ email_confirmed: true });
}

export async function removePasswordLinks(db: PlatformDb, userId: string): Promise<void> {
  await db.from('password_links').where({ user_id: userId }).delete();
}
