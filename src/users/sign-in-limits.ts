import { sha256 } from '../crypto/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { timeLeft } from '../system/clock.ts';
import { CLOCK_TOLERANCE, countInWindow } from './count-in-window.ts';
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
 * exempt, and the limit for apps, which have even more people behind them, is higher.
 */
const SOURCE_WINDOW = 15 * 60 * 1000;
const MAX_BY_ADDRESS = 100;
const MAX_BY_APP = 1_000;
const ALL_ACCOUNTS = '';

const BROWSER_KNOWN_FOR = 180 * 86_400_000;
const ADDRESS_KNOWN_FOR = 30 * 86_400_000;

/** The source of a sign-in attempt. */
export interface SignInOrigin {
  /** An IP address or network. */
  address: string;
  /** The app that asks for the password, for example with the password grant. */
  appId?: string | undefined;
  /** SHA-256 of the browser's token, if it has one. */
  browser?: string | undefined;
}

/** Identifies whose failures are counted: an account and the source of the attempts. */
export interface Budget {
  account: string;
  source: string;
  /** The source has signed in to this account before, so the limit for unknown sources does not apply. */
  isKnown: boolean;
  /** Limit of failures from this source for all accounts together; undefined for no limit. */
  maxForAllAccounts?: number | undefined;
}

/** For a user who is already authenticated and has to enter the password in addition. */
export function budgetOfUser(email: string, userId: string): Budget {
  return { account: accountOf(email), source: `user ${userId}`, isKnown: true };
}

export async function findBudget(
  db: PlatformDb,
  email: string,
  { address: ip, appId, browser }: SignInOrigin,
  now: number,
): Promise<Budget> {
  const address = addressKey({ address: ip, appId });
  const hashes = [addressHash(address), ...(browser === undefined ? [] : [browser])];
  const known = (await db
    .from('known_sources')
    .join('users', 'users.id', 'known_sources.user_id')
    .where({ email: normalEmail(email) })
    .where('expires_at', '>', now)
    .whereIn('source_hash', hashes)
    .pluck('source_hash')) as string[];
  const isKnownBrowser = browser !== undefined && known.includes(browser);
  return {
    account: accountOf(email),
    source: isKnownBrowser ? `browser ${browser}` : `address ${address}`,
    isKnown: known.length > 0,
    maxForAllAccounts: isKnownBrowser ? undefined : appId === undefined ? MAX_BY_ADDRESS : MAX_BY_APP,
  };
}

export async function mayAttempt(db: PlatformDb, budget: Budget, now: number): Promise<boolean> {
  const rows = (await db
    .from('sign_in_failures')
    .whereIn('account', [budget.account, ALL_ACCOUNTS])
    .whereIn('source', [budget.source, UNKNOWN_SOURCES])
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
        budget.maxForAllAccounts === undefined ||
        failures < budget.maxForAllAccounts ||
        timeLeft(Number(expires_at), now, SOURCE_WINDOW + CLOCK_TOLERANCE) === 0
      );
    const until = Number(locked_until ?? 0);
    if (source !== UNKNOWN_SOURCES) return timeLeft(until, now, LOCK_LONGEST) === 0;
    return budget.isKnown || timeLeft(until, now, UNKNOWN_LONGEST) <= (UNKNOWN_BURST - 1) * UNKNOWN_INTERVAL;
  });
}

/**
 * Counts a failure after the password was checked, so that attempts in progress do not lock anyone out. Concurrent
 * attempts can therefore exceed the limit by as many as are checked at the same time.
 */
export async function countFailure(db: PlatformDb, budget: Budget, now: number): Promise<void> {
  await Promise.all([
    countFor(db, budget, now),
    budget.maxForAllAccounts === undefined ? undefined : countForAll(db, budget.source, now),
    budget.isKnown ? undefined : countForUnknown(db, budget.account, now),
  ]);
}

async function countFor(db: PlatformDb, { account, source }: Budget, now: number): Promise<void> {
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

export async function forgetFailures(db: PlatformDb, { account, source }: Budget): Promise<void> {
  await db.from('sign_in_failures').where({ account, source }).delete();
}

/** Marks the IP address as known for a user who has just signed in. */
export async function addKnownAddress(
  db: PlatformDb,
  userId: string,
  origin: SignInOrigin,
  now: number,
): Promise<void> {
  const source_hash = addressHash(addressKey(origin));
  await addKnownSource(db, { user_id: userId, source_hash, expires_at: now + ADDRESS_KNOWN_FOR });
}

/**
 * Marks the browser as known for a user who has just signed in. The browser gets a new token, so a planted token is
 * useless; other users who have signed in with it stay known.
 */
export async function addKnownBrowser(
  db: PlatformDb,
  userId: string,
  tokens: { before: string | undefined; now: string },
  now: number,
): Promise<void> {
  if (tokens.before !== undefined)
    await db.from('known_sources').where({ source_hash: tokens.before }).update({ source_hash: tokens.now });
  await addKnownSource(db, { user_id: userId, source_hash: tokens.now, expires_at: now + BROWSER_KNOWN_FOR });
}

async function addKnownSource(
  db: PlatformDb,
  row: { user_id: string; source_hash: string; expires_at: number },
): Promise<void> {
  await db.from('known_sources').insert(row).onConflict(['user_id', 'source_hash']).merge(['expires_at']);
}

/** Deletes the failures and known sources of an account, after its password was changed. */
export async function forgetSignIns(
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
export async function forgetExpiredSignIns(db: PlatformDb, now: number, limit: number): Promise<boolean> {
  let more = false;
  for (const [table, key] of EXPIRING) {
    const columns = [...key];
    const old = db.from(table).select(columns).where('expires_at', '<=', now).limit(limit);
    const deleted = await db.from(table).whereIn(columns, old).delete();
    more = more || deleted === limit;
  }
  return more;
}

/** Includes the app, so that failures of an app do not affect the sign-in page at the same address. */
function addressKey({ address, appId }: SignInOrigin): string {
  return appId === undefined ? address : `${appId} ${address}`;
}

function accountOf(email: string): string {
  return sha256(normalEmail(email));
}

function addressHash(address: string): string {
  return sha256(`address ${address}`);
}
