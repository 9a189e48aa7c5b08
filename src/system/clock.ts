/** Returns milliseconds since the Unix epoch. A parameter wherever time matters, so that tests can set it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/**
 * The milliseconds until a stored time; 0 if it has passed. Also 0 if more than `max` are left: the clock has been
 * set back since, and the wait would be that much too long.
 * @param max the most that can have been left when the time was stored
 */
export function timeLeft(until: number | null, now: number, max: number): number {
  const left = until === null ? 0 : until - now;
  return left > 0 && left <= max ? left : 0;
}

/** The last result, because a response and its ETag contain the same time several times. */
const cached = { milliseconds: NaN, text: '' };

/** RFC 3339 in UTC with milliseconds, the format of every time in a response. */
export function toRfc3339(milliseconds: number): string {
  if (milliseconds !== cached.milliseconds) {
    cached.text = new Date(milliseconds).toISOString();
    cached.milliseconds = milliseconds;
  }
  return cached.text;
}

/** A time that may not be set, in the same format. */
export function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : toRfc3339(milliseconds);
}
