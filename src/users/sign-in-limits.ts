import { sha256 } from '../crypto/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { timeLeft } from '../system/clock.ts';
import { CLOCK_TOLERANCE, countInWindow } from './count-in-window.ts';
import { addressKey, findKnownSources, type SignInOrigin } from './known-sources.ts';
import { normalEmail } from './store.ts';

/** Consecutive failures from one source before the source is locked for the account. */
const MAX_FAILURES = 5;
const LOCK_DURATION = 15 * 60 * 1000;
const LOCK_LONGEST = LOCK_DURATION + CLOCK_TOLERANCE;
/** The count is reset this long after the last failure. */
const FAILURES_EXPIRE_AFTER = 60 * 60 * 1000;

/**
 * Limit per account for all unknown sources together: 30 failures, then one per minute. This stays below the 100 per
 * hour of OWASP ASVS 4.0, section 2.2.1.
 */
const UNKNOWN_BURST = 30;
const UNKNOWN_INTERVAL = 60_000;
const UNKNOWN_SOURCES = '';
/** Twice the burst, because attempts that are checked at the same time can exceed it. */
const UNKNOWN_LONGEST = 2 * UNKNOWN_BURST * UNKNOWN_INTERVAL;

/**
 * Limit per source for all accounts together, per window. Password spraying (one common password for many accounts)
 * never reaches the limit of a single account. Many people can share an address, so browsers known for the account are
 * exempt. Even more people can share an app, so the limit for apps is higher.
 */
const SOURCE_WINDOW = 15 * 60 * 1000;
const MAX_BY_ADDRESS = 100;
const MAX_BY_APP = 1_000;
const ALL_ACCOUNTS = '';

/** How many failed attempts are allowed. They are counted for an account together with the source of the attempts. */
export interface AttemptLimit {
  account: string;
  source: string;
  /** The user has signed in from this source before, so the limit for unknown sources does not apply. */
  isKnown: boolean;
  /** Maximum number of failures from this source for all accounts together; undefined for no limit. */
  maxForAllAccounts?: number | undefined;
}

/** The limit for a user who is already authenticated and has to enter the password as well. */
export function attemptLimitOfUser(email: string, userId: string): AttemptLimit {
  return { account: accountOf(email), source: `user ${userId}`, isKnown: true };
}

/** The limit for a sign-in attempt. */
export async function findAttemptLimit(
  db: PlatformDb,
  email: string,
  origin: SignInOrigin,
  now: number,
): Promise<AttemptLimit> {
  const known = await findKnownSources(db, email, origin, now);
  const { appId, browser } = origin;
  return {
    account: accountOf(email),
    source: known.browser ? `browser ${browser}` : `address ${addressKey(origin)}`,
    isKnown: known.address || known.browser,
    maxForAllAccounts: known.browser ? undefined : appId === undefined ? MAX_BY_ADDRESS : MAX_BY_APP,
  };
}

export async function mayAttempt(db: PlatformDb, limit: AttemptLimit, now: number): Promise<boolean> {
  const rows = (await db
    .from('sign_in_failures')
    .whereIn('account', [limit.account, ALL_ACCOUNTS])
    .whereIn('source', [limit.source, UNKNOWN_SOURCES])
    .select('account', 'source', 'failures', 'locked_until', 'expires_at')) as {
    account: string;
    source: string;
    failures: number;
    locked_until: number | null;
    expires_at: number;
  }[];
  return rows.every(({ account, source, failures, locked_until, expires_at }) => {
    if (account === ALL_ACCOUNTS)
      return (
        limit.maxForAllAccounts === undefined ||
        failures < limit.maxForAllAccounts ||
        timeLeft(Number(expires_at), now, SOURCE_WINDOW + CLOCK_TOLERANCE) === 0
      );
    const until = Number(locked_until ?? 0);
    if (source !== UNKNOWN_SOURCES) return timeLeft(until, now, LOCK_LONGEST) === 0;
    return limit.isKnown || timeLeft(until, now, UNKNOWN_LONGEST) <= (UNKNOWN_BURST - 1) * UNKNOWN_INTERVAL;
  });
}

/**
 * Counts a failure. Call it after the password was checked, so that attempts in progress do not lock anyone out.
 * Concurrent attempts can therefore exceed the limit by as many as are checked at the same time.
 */
export async function countFailure(db: PlatformDb, limit: AttemptLimit, now: number): Promise<void> {
  await Promise.all([
    countFor(db, limit, now),
    limit.maxForAllAccounts === undefined ? undefined : countForAll(db, limit.source, now),
    limit.isKnown ? undefined : countForUnknown(db, limit.account, now),
  ]);
}

async function countFor(db: PlatformDb, { account, source }: AttemptLimit, now: number): Promise<void> {
  const old = 'sign_in_failures';
  const failures = `CASE WHEN ${old}.expires_at <= ? OR ${old}.locked_until <= ? OR ${old}.locked_until > ? THEN 1 ELSE ${old}.failures + 1 END`;
  const over = [now, now, now + LOCK_LONGEST];
  await db.upsert(
    'sign_in_failures',
    { account, source, failures: 1, locked_until: null, expires_at: now + FAILURES_EXPIRE_AFTER },
    ['account', 'source'],
    {
      set: `failures = ${failures},
       locked_until = CASE WHEN ${failures} >= ? THEN CAST(? AS bigint) END,
       expires_at = excluded.expires_at`,
      values: [...over, ...over, MAX_FAILURES, now + LOCK_DURATION],
    },
  );
}

/** The window starts with its first failure. */
async function countForAll(db: PlatformDb, source: string, now: number): Promise<void> {
  await countInWindow(db, { account: ALL_ACCOUNTS, source, window: SOURCE_WINDOW }, now);
}

/** A leaky bucket that drains one failure per minute; `locked_until` is when it will be empty. */
async function countForUnknown(db: PlatformDb, account: string, now: number): Promise<void> {
  const first = now + UNKNOWN_INTERVAL;
  const later = `CASE WHEN sign_in_failures.locked_until > ? AND sign_in_failures.locked_until <= ? THEN sign_in_failures.locked_until + ? ELSE CAST(? AS bigint) END`;
  const values = [now, now + UNKNOWN_LONGEST, UNKNOWN_INTERVAL, first];
  await db.upsert(
    'sign_in_failures',
    { account, source: UNKNOWN_SOURCES, failures: 1, locked_until: first, expires_at: first },
    ['account', 'source'],
    {
      set: `failures = sign_in_failures.failures + 1, locked_until = ${later}, expires_at = ${later}`,
      values: [...values, ...values],
    },
  );
}

export async function deleteFailures(db: PlatformDb, { account, source }: AttemptLimit): Promise<void> {
  await db.from('sign_in_failures').where({ account, source }).delete();
}

export function accountOf(email: string): string {
  return sha256(normalEmail(email));
}
