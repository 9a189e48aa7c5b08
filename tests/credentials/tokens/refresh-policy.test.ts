import {
  CALL_LIFETIME,
  dueOf,
  isAlive,
  LEASE_DURATION,
  leaseState,
  pauseAfter,
  REFUSALS,
  pauseLeft,
  tokenTimesOf,
} from '../../../src/credentials/tokens/refresh-policy.ts';
import { REFRESH_TIMEOUT } from '../../../src/credentials/protocol/token-endpoint.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [HOUR, 15 * MINUTE],
  [20 * MINUTE, 10 * MINUTE],
  [24 * HOUR, 15 * MINUTE],
  [20_000, 10_000],
])('a token of %i ms is due when %i ms are left, or up to a fifth of that later', (lifetime, margin) => {
  expect(tokenTimesOf(1_000, lifetime, 1)).toEqual({
    expires_at: 1_000 + lifetime,
    refresh_at: 1_000 + lifetime - margin,
  });
  expect(tokenTimesOf(1_000, lifetime, 0).refresh_at).toBe(1_000 + lifetime - 0.8 * margin);
});

test('a token without a known lifetime is never due', () => {
  const span = tokenTimesOf(1_000, null);
  expect(span).toEqual({ expires_at: null, refresh_at: null });
  expect(dueOf({ obtained_at: 1_000, ...span }, 1e15)).toBe('no');
  expect(isAlive(span, 1e15)).toBe(true);
});

test('callers wait for a refresh only if less than a minute, or a fifth of the lifetime, is left', () => {
  const hour = { obtained_at: 0, expires_at: HOUR, refresh_at: HOUR - 15 * MINUTE };
  expect(dueOf(hour, HOUR - 16 * MINUTE)).toBe('no');
  expect(dueOf(hour, HOUR - 14 * MINUTE)).toBe('soon');
  expect(dueOf(hour, HOUR - MINUTE)).toBe('now');
  expect(dueOf(hour, HOUR + 1)).toBe('now');
  const short = { obtained_at: 0, expires_at: 20_000, refresh_at: 10_000 };
  expect(dueOf(short, 15_000)).toBe('soon');
  expect(dueOf(short, 16_000)).toBe('now');
});

test('pauses double up to five minutes, with jitter, and are at least as long as the provider asks', () => {
  expect([1, 2, 3, 20].map((failures) => pauseAfter(failures, null, undefined, 1))).toEqual([
    2_000, 4_000, 8_000, 300_000,
  ]);
  expect(pauseAfter(3, null, undefined, 0)).toBe(4_000);
  expect(pauseAfter(1, 120_000, undefined, 0.5)).toBe(120_000);
  // Someone must correct the client first.
  expect(pauseAfter(20, null, REFUSALS.client.longestPause, 1)).toBe(3_600_000);
});

test('a pause that is too long because the clock was set back is over', () => {
  expect(pauseLeft({ retry_at: 1_500 }, 1_000)).toBe(500);
  expect(pauseLeft({ retry_at: 1_000 + HOUR }, 1_000)).toBe(HOUR);
  for (const retry_at of [null, 0, 1_000, 1_001 + HOUR]) expect(pauseLeft({ retry_at }, 1_000)).toBe(0);
});

test('a token request times out within the lifetime of its call, and can outlast a lease', () => {
  expect(CALL_LIFETIME).toBeGreaterThan(REFRESH_TIMEOUT);
  expect(LEASE_DURATION).toBeLessThan(REFRESH_TIMEOUT);
});

describe('a lease', () => {
  const NOW = 1_000_000_000;
  const state = (
    [left, called]: [left: number, called: number | null],
    holder: 'alive' | 'gone' | 'unknown',
    urgent = true,
  ) =>
    leaseState(
      { lease_until: NOW + left, called_at: called === null ? null : NOW - called },
      { now: NOW, holder, urgent },
    );

  test('is held until it expires, unless its holder is gone', () => {
    expect(state([1, null], 'unknown')).toBe('held');
    expect(state([1, 5_000], 'alive')).toBe('held');
    expect(state([1, 5_000], 'gone')).toBe('free');
  });

  test('that expired before the call is free, whatever its holder', () => {
    expect(state([0, null], 'alive')).toBe('free');
    expect(state([0, null], 'unknown', false)).toBe('free');
  });

  test('that expired after the call is free once no response can arrive', () => {
    expect(state([-1, CALL_LIFETIME + 1], 'alive')).toBe('free');
    expect(state([-1, CALL_LIFETIME + 1], 'unknown', false)).toBe('free');
  });

  test('that expired after the call is still held by a live process', () => {
    expect(state([-1, 20_000], 'alive')).toBe('held');
  });

  test('that expired after the call of an unknown holder can be taken only if a token is needed', () => {
    expect(state([-1, 20_000], 'unknown', true)).toBe('expired');
    expect(state([-1, 20_000], 'unknown', false)).toBe('held');
  });

  test('that is too long because the clock was set back counts as expired', () => {
    expect(state([3_600_000, null], 'unknown')).toBe('expired');
    expect(state([3_600_000, -3_600_000], 'alive')).toBe('expired');
    expect(state([-1, -3_600_000], 'alive')).toBe('expired');
  });
});
