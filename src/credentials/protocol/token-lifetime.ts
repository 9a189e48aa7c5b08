/** Ten years in milliseconds, so that sums of milliseconds stay exact. */
const MAX_LIFETIME = 10 * 365 * 86_400_000;
/** Epoch seconds are smaller than this until the year 5138, epoch milliseconds larger since 1973. */
const MAX_EPOCH_SECONDS = 1e11;

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
    until(timeOf(token.expires_at), now) ??
    until(expirationOf(token.access_token), now)
  );
}

/** Converts seconds, as a number or a string, to milliseconds; null if they are missing or not positive. */
export function secondsOf(value: unknown): number | null {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(Math.max(Math.floor(seconds * 1000), 1_000), MAX_LIFETIME);
}

/** A token that has already expired by our clock is used until the provider says so. */
function until(time: number | null, now: number): number | null {
  return time === null || time <= now ? null : Math.min(Math.max(time - now, 1_000), MAX_LIFETIME);
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
  const time = Date.parse(value.replace(' ', 'T'));
  return Number.isNaN(time) ? null : time;
}

/** The `exp` of an access token that is a JWT (RFC 9068), in milliseconds since the epoch. Its signature is not checked. */
function expirationOf(token: string): number | null {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined || payload.length > 16_384) return null;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
    return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null;
  } catch {
    return null;
  }
}
