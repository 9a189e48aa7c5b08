import { timeLeft } from '../../system/clock.ts';
import type { Connection } from '../definition/index.ts';
import { MAX_RETRY_AFTER } from '../protocol/index.ts';

/** When a token is refreshed, and when to give up. Times are in milliseconds. */

const MAX_MARGIN = 15 * 60_000;
const MAX_WAIT_MARGIN = 60_000;
const FIRST_PAUSE = 2_000;
const MAX_PAUSE = 5 * 60_000;
/** A pause longer than this means that the database's clock was set back. */
export const LONGEST_PAUSE = Math.max(MAX_PAUSE, MAX_RETRY_AFTER);

/**
 * Renewed while its holder is alive. Short, because after a crash on another machine nobody can refresh for this long.
 */
export const LEASE_DURATION = 10_000;

/**
 * How long after the call the provider's response can still arrive: longer than the longest token request
 * (`REFRESH_TIMEOUT`). Also the longest lease, because older versions took one of this length at the start.
 */
export const CALL_LIFETIME = 150_000;

/**
 * How long an expired lease is watched before another process takes over. A holder that could not reach the database
 * for a while is back by then, with the provider's response.
 */
export const WATCH_TIME = 4_000;

/**
 * Whether a lease is still held. `expired`: it can be taken after it has been watched.
 *
 * Before its call, a holder can be replaced as soon as the lease has expired, because the check right before the call
 * stops it if it resumes. After that check, the refresh token may be used up and the new one on its way, and a strict
 * provider revokes the grant if the old one is sent again. So after the check
 *   - a holder that is known to be dead is replaced immediately, because its response is lost;
 *   - a holder that is known to be alive is suspended or cut off from the database: it may have the response, so wait
 *     for it as long as one can arrive;
 *   - a holder on another machine may be either. Wait for it too, unless a caller needs the token: a crash is far more
 *     likely than a process suspended at this very moment, and should only cost seconds.
 * @param urgent a caller needs a new token
 */
export function leaseState(
  { lease_until, called_at }: Pick<Connection, 'lease_until' | 'called_at'>,
  { now, holder, urgent }: { now: number; holder: 'alive' | 'gone' | 'unknown'; urgent: boolean },
): 'held' | 'expired' | 'free' {
  if (lease_until === null || holder === 'gone') return 'free';
  if (timeLeft(lease_until, now, CALL_LIFETIME) > 0) return 'held';
  if (called_at === null) return lease_until > now ? 'expired' : 'free';
  const since = now - called_at;
  if (since > CALL_LIFETIME) return 'free';
  return since >= 0 && (holder === 'alive' || !urgent) ? 'held' : 'expired';
}

/** When a token expires and when it is refreshed. null if it does not expire, or if its lifetime is unknown. */
export interface TokenTimes {
  expires_at: number | null;
  refresh_at: number | null;
}

/**
 * A token is refreshed when less than 15 minutes or less than half of its lifetime is left, whichever is shorter. The
 * margin is reduced by up to a fifth at random, so that tokens issued at the same time are not all refreshed at once.
 */
export function tokenTimesOf(now: number, lifetime: number | null, random = Math.random()): TokenTimes {
  if (lifetime === null) return { expires_at: null, refresh_at: null };
  const margin = Math.min(MAX_MARGIN, lifetime / 2) * (0.8 + 0.2 * random);
  return { expires_at: now + lifetime, refresh_at: Math.ceil(now + lifetime - margin) };
}

/** The lifetime of the current token, for providers that only return it the first time. */
export function lastLifetime({ obtained_at, expires_at }: Connection): number | null {
  return obtained_at === null || expires_at === null ? null : Math.max(1, expires_at - obtained_at);
}

export type Due =
  /** Return it. */
  | 'no'
  /** Return it, and refresh in the background. */
  | 'soon'
  /** It has expired or is about to: refresh first. */
  | 'now';

/** @param now by the database's clock */
export function dueOf(
  { obtained_at, expires_at, refresh_at }: Pick<Connection, 'obtained_at' | 'expires_at' | 'refresh_at'>,
  now: number,
): Due {
  if (expires_at === null || refresh_at === null || now < refresh_at) return 'no';
  const life = expires_at - (obtained_at ?? expires_at);
  return expires_at - now > Math.min(MAX_WAIT_MARGIN, life / 5) ? 'soon' : 'now';
}

export function isAlive({ expires_at }: Pick<Connection, 'expires_at'>, now: number): boolean {
  return expires_at === null || now < expires_at;
}

const MAX_REFUSALS = 10;
const DAY = 24 * 3_600_000;
const MAX_REFUSED_TIME = { day: DAY, week: 7 * DAY };

type Patience = keyof typeof MAX_REFUSED_TIME;

/**
 * How long a provider may refuse before the connection ends, and the longest pause between two attempts. A refusal that
 * is not explained may come from something other than the token endpoint. If it is the client that is refused, someone
 * may still correct its secret, which ends the pause; until then, many attempts could make the provider lock the client.
 */
export const REFUSALS = {
  explained: { patience: 'day', longestPause: MAX_PAUSE },
  unexplained: { patience: 'week', longestPause: MAX_PAUSE },
  client: { patience: 'week', longestPause: 3_600_000 },
} as const satisfies Record<string, { patience: Patience; longestPause: number }>;

export type Refusal = keyof typeof REFUSALS;

/** The refusals since the last success, including another one. Outages in between make no difference. */
export function countRefusal(
  { refusals, refused_since }: Pick<Connection, 'refusals' | 'refused_since'>,
  now: number,
): { refusals: number; refused_since: number } {
  return { refusals: refusals + 1, refused_since: refused_since ?? now };
}

/**
 * Whether a provider has refused for so long that it will not refresh again: at least ten times without a success in
 * between, over at least this long.
 */
export function isRefusedForGood(
  { refusals, refused_since }: { refusals: number; refused_since: number },
  now: number,
  patience: Patience,
): boolean {
  return refusals >= MAX_REFUSALS && now - refused_since >= MAX_REFUSED_TIME[patience];
}

/** How long to wait after the n-th failure in a row: doubling with jitter, or longer if the provider asked for it. */
export function pauseAfter(
  failures: number,
  retryAfter: number | null,
  longest = MAX_PAUSE,
  random = Math.random(),
): number {
  const doubled = Math.min(longest, FIRST_PAUSE * 2 ** Math.min(failures - 1, 11));
  return Math.max(retryAfter ?? 0, Math.round(doubled * (0.5 + random / 2)));
}

/** How many milliseconds of the pause after a failure are left. @param now by the database's clock */
export function pauseLeft({ retry_at }: Pick<Connection, 'retry_at'>, now: number): number {
  return timeLeft(retry_at, now, LONGEST_PAUSE);
}
