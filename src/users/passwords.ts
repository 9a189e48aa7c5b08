import {
  hashPassword,
  queuePasswordCheck,
  isPassword,
  newToken,
  PasswordQueueFull,
  sha256,
} from '../crypto/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import {
  findUserByEmail,
  insertPasswordLink,
  removePasswordLinks,
  consumePasswordLink,
  updatePassword,
  userOfPasswordLink,
} from './account-store.ts';
import { addKnownAddress, type SignInOrigin } from './known-sources.ts';
import { deleteSignInHistory } from './sign-in-history.ts';
import {
  attemptLimitOfUser,
  countFailure,
  deleteFailures,
  findAttemptLimit,
  mayAttempt,
  type AttemptLimit,
} from './sign-in-limits.ts';
import type { User } from './store.ts';

const LINK_PREFIX = 'vkpl_';
const LINK_LIFETIME = 72 * 60 * 60 * 1000;

/**
 * Checks an email address and password. Wrong passwords, unknown addresses, accounts without a password and locked
 * sources all return undefined after the same amount of work.
 * @param origin source of the attempt; failures are counted per source, and each source has its own queue
 * @throws AppError overloaded if this source sends more attempts than can be checked
 */
export async function checkPassword(
  db: PlatformDb,
  { email, password, origin }: { email: string; password: string; origin: SignInOrigin },
  now: number,
): Promise<User | undefined> {
  const limit = await findAttemptLimit(db, email, origin, now);
  const user = await check(db, limit, { email, password }, now);
  if (user !== undefined) await addKnownAddress(db, user.id, origin, now);
  return user;
}

/** Checks the password of a user who is already authenticated. @throws AppError overloaded */
export async function verifyOwnPassword(
  db: PlatformDb,
  { id, email }: User,
  password: string,
  now: number,
): Promise<boolean> {
  return (await check(db, attemptLimitOfUser(email, id), { email, password }, now)) !== undefined;
}

async function check(
  db: PlatformDb,
  limit: AttemptLimit,
  { email, password }: { email: string; password: string },
  now: number,
): Promise<User | undefined> {
  return orOverloaded(
    queuePasswordCheck(limit.source, async () => {
      // Read only after waiting in the queue, to see the failures of attempts that ran meanwhile.
      const [user, allowed] = await Promise.all([findUserByEmail(db, email), mayAttempt(db, limit, now)]);
      const isRight = await isPassword(password, user?.password_hash ?? null);
      if (!allowed) return undefined;
      if (user === undefined || !isRight) {
        await countFailure(db, limit, now);
        return undefined;
      }
      await deleteFailures(db, limit);
      return user;
    }),
  );
}

/**
 * Hashes a password for `setPassword`.
 * @param queueKey requests with the same key wait in one queue
 * @throws AppError overloaded
 */
export function hashedPassword(password: string, queueKey = 'local'): Promise<string> {
  return orOverloaded(queuePasswordCheck(queueKey, () => hashPassword(password)));
}

/** Stores a new password hash, revokes open password links and resets sign-in failures. */
export async function setPassword(db: PlatformDb, userId: string, hash: string, now: number): Promise<void> {
  const { email } = await updatePassword(db, userId, hash, now);
  await removePasswordLinks(db, userId);
  await deleteSignInHistory(db, { id: userId, email });
}

/** Creates a single-use token for setting a password, valid for 72 hours. Replaces earlier ones. */
export async function newPasswordLink(db: PlatformDb, userId: string, now: number): Promise<string> {
  const token = newToken(LINK_PREFIX);
  await insertPasswordLink(db, {
    token_hash: sha256(token),
    user_id: userId,
    expires_at: now + LINK_LIFETIME,
  });
  return token;
}

/** The user of a password link; undefined if it is expired, used or unknown. */
export async function findByPasswordLink(
  db: PlatformDb,
  token: string,
  now: number,
): Promise<User | undefined> {
  return userOfPasswordLink(db, sha256(token), now);
}

/** Uses up a password link. @returns the user's ID; undefined if the link is expired, used or unknown */
export async function usePasswordLink(
  db: PlatformDb,
  token: string,
  now: number,
): Promise<string | undefined> {
  return consumePasswordLink(db, sha256(token), now);
}

async function orOverloaded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PasswordQueueFull)) throw error;
    throw new AppError(
      'overloaded',
      'Too many password checks are in progress. Try again in a few seconds.',
      {
        retryAfter: 5,
      },
    );
  }
}
