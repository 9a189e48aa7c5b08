import type { FlowDelivery } from '../../schema/index.ts';

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** Milliseconds before each retry, from the end of the previous attempt. */
const RETRY_DELAYS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** Time in which a target must respond, unless its flow has another. */
const DELIVERY_TIMEOUT = 15 * SECOND;

/** The longest that a flow can have. */
const MAX_TIMEOUT = 30 * SECOND;

/** Time in which the expression for the body must get its turn and return. */
export const BODY_TIMEOUT = 15 * SECOND;

/** An attempt that has not finished by then is assumed to have died with its process, and is repeated. */
export const ATTEMPT_LEASE = 2 * (BODY_TIMEOUT + MAX_TIMEOUT);

/** Each event of a batch may take a second to parse or to filter, and may wait longer than that for its turn. */
export const PARSING_LEASE = 10 * MINUTE;

/** Delay before an event is parsed again if too many expressions are being evaluated, or the system failed. */
export const OVERLOADED_WAIT = 10 * SECOND;

/** Delay before an event is claimed again whose target responded that it is gone. Nothing is sent unless it is back. */
export const GONE_WAIT = 5 * MINUTE;

/** A webhook is disabled after its deliveries have failed for this long. */
export const DISABLE_AFTER = 5 * 24 * HOUR;

/** The period restarts if no delivery has failed for this long. More than a day, the longest delay of a retry. */
export const MAX_FAILURE_GAP = 28 * HOUR;

/** Failures are recorded at most this often, so that most of them write nothing to the webhook. */
export const FAILURE_RECORD_INTERVAL = HOUR;

/** Milliseconds in which the target of a flow must respond. */
export function timeoutOf({ timeout }: FlowDelivery): number {
  return timeout === undefined ? DELIVERY_TIMEOUT : timeout * SECOND;
}

/** Milliseconds to wait after the given number of attempts, with jitter; null after the last attempt. */
export function waitAfter({ retry_schedule }: FlowDelivery, attempts: number, random: number): number | null {
  const delays = retry_schedule?.map((seconds) => seconds * SECOND) ?? RETRY_DELAYS;
  const wait = delays[attempts - 1];
  return wait === undefined ? null : Math.round(wait * (1 + random / 10));
}
