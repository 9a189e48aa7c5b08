/** Milliseconds since the Unix epoch. Passed in wherever time matters, so that tests can set it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** RFC 3339 in UTC with milliseconds, the form of every time in an answer. */
export function toRfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
