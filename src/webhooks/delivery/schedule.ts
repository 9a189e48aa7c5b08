const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** Milliseconds before each attempt, from the end of the previous one. */
const RETRY_DELAYS = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** Time in which a target must respond. */
export const DELIVERY_TIMEOUT = 15 * SECOND;

/** An attempt that has not finished by then is assumed to have died with its process, and is repeated. */
export const ATTEMPT_LEASE = 4 * DELIVERY_TIMEOUT;

/** Each event of a batch may take a second to parse or to filter, and may wait longer than that for its turn. */
export const PARSING_LEASE = 10 * MINUTE;

/** Delay before an event is parsed again if too many expressions are being evaluated, or the system failed. */
export const OVERLOADED_WAIT = 10 * SECOND;

/** Interval for checking a webhook that is disabled, or whose flow is not active or has no target. */
export const PAUSED_RECHECK = 5 * MINUTE;

/** A webhook is disabled after its deliveries have failed for this long. */
export const DISABLE_AFTER = 5 * 24 * HOUR;

/** The period restarts if no delivery has failed for this long. More than a day, the longest Retry-After. */
export const MAX_FAILURE_GAP = 26 * HOUR;

/** Failures are recorded at most this often, so that most of them write nothing to the webhook. */
export const FAILURE_RECORD_INTERVAL = HOUR;

/** Milliseconds to wait after the given number of attempts, with jitter; null after the last attempt. */
export function waitAfter(attempts: number, random: number): number | null {
  const wait = RETRY_DELAYS[attempts];
  return wait === undefined ? null : Math.round(wait * (1 + random / 10));
}
