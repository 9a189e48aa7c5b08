import { hashPassword, inTurn, isPassword, newToken, PasswordQueueFull, sha256 } from '../crypto/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import {
  findUserByEmail,
  forgetFailures,
  insertPasswordLink,
  removePasswordLinks,
  takeChance,
  takePasswordLink,
  updatePassword,
  userOfPasswordLink,
} from './account-store.ts';
import type { User } from './store.ts';

/** Wrong passwords in a row before an address is locked. */
export const MOST_FAILURES = 5;
export const LOCKED_FOR = 15 * 60 * 1000;

const LINK_PREFIX = 'vkpl_';
const LINK_LIFETIME = 72 * 60 * 60 * 1000;

/**
 * Who signs in with this address and password: undefined for a wrong password, an unknown address, a person without
 * a password and a locked one, all alike and after the same work.
 * @param from whom it comes from: each such source waits in a lane of its own
 * @throws AppError overloaded when more comes from there than the machine can check
 */
export async function checkPassword(
  db: PlatformDb,
  { email, password, from }: { email: string; password: string; from: string },
  now: number,
): Promise<User | undefined> {
  return unlessFull(
    inTurn(from, async () => {
      const user = await findUserByEmail(db, email);
      // Both at once: checking takes so much longer that nobody can tell from the time whether there was one to count
      // for. And counted whatever comes of it: fifty guesses at the same moment are fifty guesses.
      const [mayTry, isRight] = await Promise.all([
        user === undefined ? false : takeChance(db, user.id, now, MOST_FAILURES, LOCKED_FOR),
        isPassword(password, user?.password_hash ?? null),
      ]);
      if (user === undefined || !mayTry || !isRight) return undefined;
      await forgetFailures(db, user.id);
      return user;
    }),
  );
}

/** What `setPassword` stores. @param from as above @throws AppError overloaded */
export function hashedPassword(password: string, from = 'here'): Promise<string> {
  return unlessFull(inTurn(from, () => hashPassword(password)));
}

/** Gives a person a new password, as a hash, and a fresh count of failures. Links that would set another end. */
export async function setPassword(db: PlatformDb, userId: string, hash: string, now: number): Promise<void> {
  await updatePassword(db, userId, hash, now);
  await removePasswordLinks(db, userId);
}

/** A link by which whoever gets it sets the person's password, once, within three days. Ends earlier ones. */
export async function newPasswordLink(db: PlatformDb, userId: string, now: number): Promise<string> {
  const token = newToken(LINK_PREFIX);
  await insertPasswordLink(db, {
    token_hash: sha256(token),
    user_id: userId,
    expires_at: now + LINK_LIFETIME,
  });
  return token;
}

/** Whose password a link sets, while it is good. */
export async function findByPasswordLink(
  db: PlatformDb,
  token: string,
  now: number,
): Promise<User | undefined> {
  return userOfPasswordLink(db, sha256(token), now);
}

/** @returns whose link it was, undefined when it is no longer good. It is good for nothing from now on. */
export async function usePasswordLink(
  db: PlatformDb,
  token: string,
  now: number,
): Promise<string | undefined> {
  return takePasswordLink(db, sha256(token), now);
}

async function unlessFull<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PasswordQueueFull)) throw error;
    throw new AppError('overloaded', 'Too many people sign in at the moment. Try again shortly.', {
      retryAfter: 5,
    });
  }
}
