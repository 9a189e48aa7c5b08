import type { PlatformDb } from '../db/index.ts';

const TABLE = 'sessions';

export interface StoredSession {
  token_hash: string;
  user_id: string;
  created_at: number;
  expires_at: number;
}

export async function insertSession({ sql }: PlatformDb, session: StoredSession): Promise<void> {
  await sql(TABLE).insert(session);
}

interface Found {
  user_id: string;
  email: string;
  name: string | null;
  created_at: number;
}

/** Who is signed in, by the SHA-256 of the session's token. */
export async function findSession(
  { sql }: PlatformDb,
  hash: string,
  now: number,
): Promise<Found | undefined> {
  return (await sql(TABLE)
    .join('users', 'users.id', 'sessions.user_id')
    .where({ token_hash: hash })
    .where('expires_at', '>', now)
    .first('user_id', 'email', 'name', 'sessions.created_at')) as Found | undefined;
}

export async function removeSession({ sql }: PlatformDb, hash: string): Promise<void> {
  await sql(TABLE).where({ token_hash: hash }).delete();
}

/** Signs a person out everywhere. */
export async function endSessions({ sql }: PlatformDb, userId: string): Promise<void> {
  await sql(TABLE).where({ user_id: userId }).delete();
}

/** Deletes sessions and password links that have ended, `limit` of each at the most. @returns whether there may be more */
export async function forgetSessions({ sql }: PlatformDb, now: number, limit: number): Promise<boolean> {
  let more = false;
  for (const table of [TABLE, 'password_links']) {
    const old = sql(table).select('token_hash').where('expires_at', '<=', now).limit(limit);
    const deleted = await sql(table).whereIn('token_hash', old).delete();
    more = more || deleted === limit;
  }
  return more;
}
