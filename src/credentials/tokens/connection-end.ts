import type { ProviderSettings } from '../../schema/index.ts';
import type { Connection, StoredTokens } from '../definition/index.ts';
import { exchangeOf, isUnattended, type Tokens } from '../protocol/index.ts';

/** When a connection ends unless it is extended. Times are in milliseconds. */

/** An end that comes within this time is soon. */
const SOON = 7 * 86_400_000;
/** How long a refresh that extends a connection may be overdue before the end is no longer averted. */
const PATIENCE = 10 * 60_000;

/**
 * When the refresh token expires, at the end of its lifetime or of the time it may stay unused, whichever comes first;
 * and when to refresh so that it does not. null if this is unknown, or if a refresh makes no difference.
 *
 * The refresh comes after three to four fifths of the time, at random, so that connections that were made at the same
 * time are not all refreshed at once.
 * @param previous the connection before a refresh
 */
export function refreshTimesOf(
  {
    tokens: { refresh_token, refreshLifetime },
    settings,
    lifetime,
    previous,
    now,
    grantType,
    sent = null,
    subjectLifetime = null,
  }: {
    tokens: Pick<Tokens, 'refresh_token' | 'refreshLifetime'>;
    settings: ProviderSettings;
    /** Of the access token. */
    lifetime: number | null;
    previous: Pick<Connection, 'refresh_expires_at' | 'refresh_token' | 'keep_alive_at'> | null;
    now: number;
    grantType: string;
    /** The refresh token that was used. Returning it is the same as returning none. */
    sent?: string | null;
    /** Of the tokens that were entered to be exchanged; null if it is unknown. */
    subjectLifetime?: number | null;
  },
  random = Math.random(),
): { refresh_expires_at: number | null; keep_alive_at: number | null } {
  const { refresh_token_lifetime: fixed, refresh_token_idle_lifetime: idle } = settings;
  const kind = exchangeOf({ grantType, settings });
  // A refresh token that comes with such a grant is not used.
  if (isUnattended(grantType)) return { refresh_expires_at: null, keep_alive_at: null };
  // Even if this refresh did not extend the connection, a later one may return a new refresh token.
  const planned = previous?.keep_alive_at ?? null;
  const until = (end: number | null, isExtended: boolean) => ({
    refresh_expires_at: end,
    keep_alive_at:
      end !== null && isExtended
        ? Math.round(now + (end - now) * (0.6 + 0.2 * random))
        : end !== null && planned !== null && planned > now
          ? planned
          : null,
  });
  const isNew = refresh_token !== null && refresh_token !== sent;
  if (!isNew && (previous?.refresh_token ?? null) === null) {
    // The same subject token is exchanged each time, so the connection ends with it.
    if (kind === 'grant') {
      const first = subjectLifetime === null ? null : now + subjectLifetime;
      return until(previous === null ? first : stillAhead(previous.refresh_expires_at, now), false);
    }
    // A longer-lived access token is exchanged for the next one, so the connection ends with it.
    return until(kind !== 'own' || lifetime === null ? null : now + lifetime, true);
  }
  const total = refreshLifetime ?? (isNew && fixed !== undefined ? fixed * 1000 : null);
  // A refresh that returns no new refresh token extends only the time it may stay unused.
  const end = total === null ? (isNew ? null : stillAhead(previous!.refresh_expires_at, now)) : now + total;
  if (idle === undefined) return until(end, isNew);
  const idleEnd = now + idle * 1000;
  return until(total === null ? idleEnd : Math.min(idleEnd, now + total), true);
}

/** A refresh after the known end proves it wrong. */
function stillAhead(end: number | null, now: number): number | null {
  return end !== null && end > now ? end : null;
}

/**
 * When the connection ends: with its refresh token, or with its access token if there is no way to get another. And from
 * when on that is soon: seven days before, but not while a refresh that extends the connection is still to come.
 */
export function endOf({
  times: { expires_at, refresh_expires_at, keep_alive_at },
  isRenewable,
  grantType,
  isFirst,
  now,
}: {
  times: Pick<Connection, 'expires_at' | 'refresh_expires_at' | 'keep_alive_at'>;
  /** Whether there is a refresh token, or a token that can be exchanged again. */
  isRenewable: boolean;
  grantType: string;
  /** Whether the account has just been connected. */
  isFirst: boolean;
  now: number;
}): Pick<StoredTokens, 'ends_at' | 'ends_soon_from' | 'end_noted_at'> {
  const ends_at = refresh_expires_at ?? (isRenewable || isUnattended(grantType) ? null : expires_at);
  if (ends_at === null) return { ends_at, ends_soon_from: null, ...NOT_NOTED };
  const ends_soon_from = Math.max(ends_at - SOON, keep_alive_at === null ? 0 : keep_alive_at + PATIENCE);
  // After a refresh that does not move the end out of sight, it is not noted again.
  return { ends_at, ends_soon_from, ...((isFirst || ends_soon_from > now) && NOT_NOTED) };
}

const NOT_NOTED = { end_noted_at: null };
