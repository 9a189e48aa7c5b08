/** Returns milliseconds since the Unix epoch. A parameter wherever time matters, so that tests can set it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/**
 * The milliseconds until a stored time; 0 if it has passed. Also 0 if it is further away than it can have been when it
 * was stored: the clock was set back since, and waiting for it would take as long as that.
 * @param longest the maximum when it was stored
 */
export function timeLeft(until: number | null, now: number, longest: number): number {
  const left = until === null ? 0 : until - now;
  return left > 0 && left <= longest ? left : 0;
}

/** The last result, cached: a response shows the same time more than once, and so does its ETag. */
const made = { of: NaN, text: '' };

/** RFC 3339 in UTC with milliseconds, the format of every time in a response. */
export function toRfc3339(milliseconds: number): string {
  if (milliseconds !== made.of) {
    made.text = new Date(milliseconds).toISOString();
    made.of = milliseconds;
  }
  return made.text;
}

/** A time that may not be set, in the same format. */
export function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : toRfc3339(milliseconds);
}
