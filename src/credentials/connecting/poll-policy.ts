import { reasonOfError, type Failure, type Reason } from '../protocol/index.ts';
import { DEVICE_CODE_EXPIRED } from './attempt-store.ts';

/** Milliseconds. A poll that takes longer has failed. */
export const POLL_TIMEOUT = 30_000;
/** Milliseconds that no other process polls. Longer than a poll takes. */
export const LEASE_DURATION = 2 * POLL_TIMEOUT;
/** Milliseconds by which slow_down lengthens the interval (RFC 8628, 3.5). */
const SLOW_DOWN = 5_000;
/** Milliseconds between polls of a provider that is unavailable, which start at the interval and double. */
const MAX_BACKOFF = 120_000;
/** Milliseconds. Maximum delay that a provider can request. */
const MAX_RETRY_AFTER = 300_000;
/** Milliseconds. No poll is further ahead. */
export const LONGEST_PAUSE = 600_000;

/** When to poll again. */
export interface Wait {
  /** Milliseconds between two polls from now on. */
  interval: number;
  /** Milliseconds until the next poll. */
  delay: number;
  failures: number;
  interrupted: boolean;
}

/** How an attempt ends without tokens. */
export interface End {
  state: 'failed' | 'expired';
  reason: Reason;
}

const LOST: Reason = {
  text: 'A response of the provider was lost, perhaps with the tokens, and it no longer accepts the code. Connect the account again.',
  code: 'attempt_interrupted',
};

/**
 * What follows from a poll that got no tokens (RFC 8628, 3.5). The provider's word counts: only its errors end the
 * attempt, while it may be unavailable until the code expires.
 */
export function afterPoll(
  failure: Failure,
  polled: { poll_interval: number; failures: number; interrupted: boolean },
): Wait | End {
  const { poll_interval, interrupted } = polled;
  const wait = (interval: number, delay = interval): Wait => ({
    interval,
    delay: Math.min(delay, LONGEST_PAUSE),
    failures: 0,
    interrupted: false,
  });
  const slower = poll_interval + SLOW_DOWN;
  if (failure.kind === 'unavailable') {
    const { reason, throttled, retryAfter } = failure;
    const asked = Math.min(retryAfter ?? 0, MAX_RETRY_AFTER);
    if (throttled === true) return { ...wait(slower, Math.max(slower, asked)), interrupted };
    if (reason.code !== 'provider_unavailable') return { state: 'failed', reason };
    return backoff(polled, asked, interrupted || failure.uncertain);
  }
  const reason: Reason = { text: failure.text, code: reasonOfError(failure.error, 'new') };
  switch (failure.error.toLowerCase()) {
    case 'authorization_pending':
      return wait(poll_interval);
    case 'slow_down':
      return wait(slower);
    case 'expired_token':
      return interrupted
        ? { state: 'failed', reason: LOST }
        : { state: 'expired', reason: DEVICE_CODE_EXPIRED };
    case 'invalid_grant':
      return { state: 'failed', reason: interrupted ? LOST : reason };
    default:
      return reason.code === 'provider_unavailable'
        ? backoff(polled, 0, interrupted)
        : { state: 'failed', reason };
  }
}

function backoff(
  { poll_interval: interval, failures }: { poll_interval: number; failures: number },
  atLeast: number,
  interrupted: boolean,
): Wait {
  const doubled = Math.min(interval * 2 ** Math.min(failures + 1, 10), Math.max(MAX_BACKOFF, interval));
  return { interval, delay: Math.max(doubled, atLeast), failures: failures + 1, interrupted };
}
