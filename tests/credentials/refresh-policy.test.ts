import { dueOf, isAlive, LEASE, pauseAfter, spanOf } from '../../src/credentials/refresh-policy.ts';
import { REFRESH_TIMEOUT } from '../../src/credentials/token-endpoint.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [HOUR, 15 * MINUTE],
  [20 * MINUTE, 10 * MINUTE],
  [24 * HOUR, 15 * MINUTE],
  [20_000, 10_000],
])('a token of %i ms is due when %i are left, or up to a fifth of that later', (lifetime, margin) => {
  expect(spanOf(1_000, lifetime, 1)).toEqual({
    expires_at: 1_000 + lifetime,
    refresh_at: 1_000 + lifetime - margin,
  });
  expect(spanOf(1_000, lifetime, 0).refresh_at).toBe(1_000 + lifetime - 0.8 * margin);
});

test('a token without a known life is never due', () => {
  const span = spanOf(1_000, null);
  expect(span).toEqual({ expires_at: null, refresh_at: null });
  expect(dueOf({ obtained_at: 1_000, ...span }, 1e15)).toBe('no');
  expect(isAlive(span, 1e15)).toBe(true);
});

test('callers wait for a refresh only when less than a minute, or a fifth of the life, is left', () => {
  const hour = { obtained_at: 0, expires_at: HOUR, refresh_at: HOUR - 15 * MINUTE };
  expect(dueOf(hour, HOUR - 16 * MINUTE)).toBe('no');
  expect(dueOf(hour, HOUR - 14 * MINUTE)).toBe('soon');
  expect(dueOf(hour, HOUR - MINUTE)).toBe('now');
  expect(dueOf(hour, HOUR + 1)).toBe('now');
  const short = { obtained_at: 0, expires_at: 20_000, refresh_at: 10_000 };
  expect(dueOf(short, 15_000)).toBe('soon');
  expect(dueOf(short, 16_000)).toBe('now');
});

test('pauses double up to five minutes, are never the same for all, and are as long as the provider asks', () => {
  expect([1, 2, 3, 20].map((failures) => pauseAfter(failures, null, 1))).toEqual([
    2_000, 4_000, 8_000, 300_000,
  ]);
  expect(pauseAfter(3, null, 0)).toBe(4_000);
  expect(pauseAfter(1, 120_000, 0.5)).toBe(120_000);
});

test('a lease is longer than the longest token request', () => {
  expect(LEASE).toBeGreaterThan(REFRESH_TIMEOUT);
});
