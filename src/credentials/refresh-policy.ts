import type { Connection } from './connection-row.ts';

/** When a token is refreshed, and when one gives up. Times are milliseconds. */

const LONGEST_MARGIN = 15 * 60_000;
const LONGEST_WAIT_MARGIN = 60_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 5 * 60_000;

/** Longer than the longest token request (`REFRESH_TIMEOUT`): a lease that ends while the provider still thinks loses the grant. */
export const LEASE = 150_000;

/** The two ends of a token that was got at `now`. null: it does not end, or nobody knows. */
export interface Span {
  expires_at: number | null;
  refresh_at: number | null;
}

/**
 * A token is refreshed when less than a quarter of an hour, or less than half its life, is left. Up to a fifth of
 * that margin earlier or later, so that tokens got in one moment are not all renewed in one moment.
 */
export function spanOf(now: number, lifetime: number | null, random = Math.random()): Span {
  if (lifetime === null) return { expires_at: null, refresh_at: null };
  const margin = Math.min(LONGEST_MARGIN, lifetime / 2) * (0.8 + 0.2 * random);
  return { expires_at: now + lifetime, refresh_at: Math.ceil(now + lifetime - margin) };
}

/** The life that the last token had, for a provider that names it once and then no more. */
export function lastLifetime({ obtained_at, expires_at }: Connection): number | null {
  return obtained_at === null || expires_at === null ? null : Math.max(1, expires_at - obtained_at);
}

export type Due =
  /** Hand it out. */
  | 'no'
  /** Hand it out, and refresh beside. */
  | 'soon'
  /** It has ended, or nearly: refresh first. */
  | 'now';

/** @param now by the database's clock */
export function dueOf(
  { obtained_at, expires_at, refresh_at }: Pick<Connection, 'obtained_at' | 'expires_at' | 'refresh_at'>,
  now: number,
): Due {
  if (expires_at === null || refresh_at === null || now < refresh_at) return 'no';
  const life = expires_at - (obtained_at ?? expires_at);
  return expires_at - now > Math.min(LONGEST_WAIT_MARGIN, life / 5) ? 'soon' : 'now';
}

export function isAlive({ expires_at }: Pick<Connection, 'expires_at'>, now: number): boolean {
  return expires_at === null || now < expires_at;
}

/** How long to leave the provider alone after the n-th failure in a row: doubling, with jitter, or as it asked. */
export function pauseAfter(failures: number, retryAfter: number | null, random = Math.random()): number {
  const doubled = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10));
  return Math.max(retryAfter ?? 0, Math.round(doubled * (0.5 + random / 2)));
}
