import type { PlatformDb } from '../db/index.ts';

const TABLE = 'sessions';

export interface StoredSession {
  token_hash: string;
  user_id: string;
  created_at: number;
  expires_at: number;
}

export async function insertSession(db: PlatformDb, session: StoredSession): Promise<void> {
  await db.from(TABLE).insert(session);
}

interface Found {
  user_id: string;
  email: string;
  name: string | null;
  created_at: number;
}

/** Finds the signed-in user by the SHA-256 of the session token. */
export async function findSession(db: PlatformDb, hash: string, now: number): Promise<Found | undefined> {
  return (await db
    .from(TABLE)
    .join('users', 'users.id', 'sessions.user_id')
    .where({ token_hash: hash })
    .where('expires_at', '>', now)
    .first('user_id', 'email', 'name', 'sessions.created_at')) as Found | undefined;
}

export async function removeSession(db: PlatformDb, hash: string): Promise<void> {
  await db.from(TABLE).where({ token_hash: hash }).delete();
}

/** Signs a user out everywhere. */
export async function endSessions(db: PlatformDb, userId: string): Promise<void> {
  await db.from(TABLE).where({ user_id: userId }).delete();
}

/** Deletes expired sessions and password links, at most `limit` of each. @returns whether there may be more */
export async function deleteExpiredSessions(db: PlatformDb, now: number, limit: number): Promise<boolean> {
  let more = false;
  for (const table of [TABLE, 'password_links'] as const) {
    const old = db.from(table).select('token_hash').where('expires_at', '<=', now).limit(limit);
    const deleted = await db.from(table).whereIn('token_hash', old).delete();
    more = more || deleted === limit;
  }
  return more;
}
