const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** Milliseconds before each attempt, counted from the end of the one before it. */
const WAITS = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** What a target has to answer in. */
export const DELIVERY_TIMEOUT = 15 * SECOND;

/** An attempt that has not ended by then died with its process, and is made again. */
export const ATTEMPT_LEASE = 4 * DELIVERY_TIMEOUT;

/** Each of some events may take a second to understand, and wait for its turn longer than that. */
export const UNDERSTANDING_LEASE = 10 * MINUTE;

/** When the machine has no time to understand an event. */
export const OVERLOADED_WAIT = 10 * SECOND;

/** Between two looks at a webhook that is off, or whose flow is not active or has no target. */
export const PAUSE = 5 * MINUTE;

/** A webhook whose deliveries have failed for so long is switched off. */
export const PATIENCE = 5 * 24 * HOUR;

/** How long to wait after the given number of attempts, a little spread; null when there have been enough. */
export function waitAfter(attempts: number, random: number): number | null {
  const wait = WAITS[attempts];
  return wait === undefined ? null : Math.round(wait * (1 + random / 10));
}
