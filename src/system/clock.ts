/** Returns milliseconds since the Unix epoch. A parameter wherever time matters, so that tests can set it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

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
