import type { Request, Response } from 'express';
import { sha256 } from '../crypto/index.ts';
import { platformDb, type Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Cookies } from './cookies.ts';
import { findSession, insertSession, removeSession } from './session-store.ts';

const LIFETIME = 12 * 60 * 60 * 1000;

/** A signed-in user. */
export interface Session {
  userId: string;
  email: string;
  name: string | null;
  /** When the user signed in, in milliseconds since the epoch. */
  signedInAt: number;
}

export interface Sessions {
  find(request: Request): Promise<Session | undefined>;
  /** Signs a user in with a new token, and ends the browser's previous session. */
  begin(request: Request, response: Response, userId: string): Promise<void>;
  end(request: Request, response: Response): Promise<void>;
}

export function createSessions(parts: { database: Database; cookies: Cookies; clock: Clock }): Sessions {
  const { database, cookies, clock } = parts;
  const db = platformDb(database);

  async function deleteSession(request: Request): Promise<void> {
    const token = cookies.readSession(request);
    if (token !== undefined) await removeSession(db, sha256(token));
  }

  return {
    async find(request) {
      const token = cookies.readSession(request);
      const found = token === undefined ? undefined : await findSession(db, sha256(token), clock());
      return (
        found && { userId: found.user_id, email: found.email, name: found.name, signedInAt: found.created_at }
      );
    },
    async begin(request, response, userId) {
      await deleteSession(request);
      const token = cookies.newSessionToken();
      const now = clock();
      await insertSession(db, {
        token_hash: sha256(token),
        user_id: userId,
        created_at: now,
        expires_at: now + LIFETIME,
      });
      cookies.setSession(response, token);
    },
    async end(request, response) {
      await deleteSession(request);
      cookies.clearSession(response);
    },
  };
}
