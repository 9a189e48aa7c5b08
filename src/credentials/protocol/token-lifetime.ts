/** Ten years in milliseconds, so that sums of milliseconds stay exact. */
const MAX_LIFETIME = 10 * 365 * 86_400_000;
/** Epoch seconds are smaller than this until the year 5138, epoch milliseconds larger since 1973. */
const MAX_EPOCH_SECONDS = 1e11;

/** Milliseconds. A token whose `iat` differs more from our clock was issued earlier, and is returned again. */
const MAX_CLOCK_DIFFERENCE = 120_000;

/**
 * How long an access token is valid, in milliseconds: from `expires_in` (RFC 6749, 5.1), `expires_at`, or the `exp` of a
 * JWT, whichever of them the response has first.
 * @param now when the response arrived, in milliseconds since the epoch
 * @returns null if none of them is usable
 */
export function lifetimeOf(
  token: { expires_in: unknown; expires_at: unknown; access_token: string },
  now: number,
): number | null {
  return (
    secondsOf(token.expires_in) ??
    lifetimeUntil(token.expires_at, now) ??
    lifetimeOfJwt(token.access_token, now)
  );
}

/** The same from the time of expiration, in any of its formats. @returns null if it is unusable or has passed */
export function lifetimeUntil(time: unknown, now: number): number | null {
  return until(timeOf(time), now);
}

/** Converts seconds, as a number or a string, to milliseconds; null if they are missing or not positive. */
export function secondsOf(value: unknown): number | null {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(Math.max(Math.floor(seconds * 1000), 1_000), MAX_LIFETIME);
}

/** A token that has already expired by our clock is used until the provider says so. */
function until(time: number | null, now: number): number | null {
  return time === null || time <= now
    ? null
    : Math.min(Math.max(Math.floor(time - now), 1_000), MAX_LIFETIME);
}

/** Seconds or milliseconds since the epoch, as a number or a string, or a time of RFC 3339. @returns milliseconds */
function timeOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{9,13}(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number')
    return Number.isFinite(number) && number > 0
      ? number < MAX_EPOCH_SECONDS
        ? number * 1000
        : number
      : null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}/.test(value)) return null;
  // Without an offset, it is UTC.
  const offset = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? '' : 'Z';
  const time = Date.parse(value.replace(' ', 'T') + offset);
  return Number.isNaN(time) ? null : time;
}

/**
 * The lifetime of a token that is a JWT (RFC 7519, 4.1.4; RFC 9068), in milliseconds. Its `iat` is preferred to our clock, which may differ from
 * the provider's. The signature is not checked.
 */
export function lifetimeOfJwt(token: string, now: number): number | null {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined || payload.length > 16_384) return null;
  try {
    const { exp, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    if (typeof exp !== 'number' || !Number.isFinite(exp)) return null;
    const isFresh = typeof iat === 'number' && Math.abs(iat * 1000 - now) < MAX_CLOCK_DIFFERENCE;
    return until(exp * 1000, isFresh ? iat * 1000 : now);
  } catch {
    return null;
  }
}
