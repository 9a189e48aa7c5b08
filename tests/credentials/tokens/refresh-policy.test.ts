import {
  CALL_LIFETIME,
  dueOf,
  isAlive,
  LEASE_DURATION,
  leaseState,
  pauseAfter,
  pauseLeft,
  refreshTimesOf,
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
  expect([1, 2, 3, 20].map((failures) => pauseAfter(failures, null, 1))).toEqual([
    2_000, 4_000, 8_000, 300_000,
  ]);
  expect(pauseAfter(3, null, 0)).toBe(4_000);
  expect(pauseAfter(1, 120_000, 0.5)).toBe(120_000);
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

describe('the refresh token ends', () => {
  const DAY = 24 * HOUR;
  const NOW = 1_800_000_000_000;
  const daysOf = (
    tokens: { refresh_token?: string; refreshLifetime?: number },
    settings: object,
    previous: { refresh_token: string | null; refresh_expires_at: number | null } | null = null,
    grantType = 'authorization_code',
  ) => {
    const given = { refresh_token: null, refreshLifetime: null, ...tokens };
    const times = refreshTimesOf(
      { tokens: given, settings, lifetime: HOUR, previous, now: NOW, grantType },
      0,
    );
    const day = (time: number | null) =>
      time === null ? null : Math.round(((time - NOW) / DAY) * 1000) / 1000;
    return [day(times.refresh_expires_at), day(times.keep_alive_at)];
  };
  const fixed = { refresh_token_lifetime: 100 * 86_400 };
  const idle = { refresh_token_idle_lifetime: 50 * 86_400 };
  const held = { refresh_token: 'r', refresh_expires_at: NOW + 10 * DAY };

  test.each<[string, Parameters<typeof daysOf>, (number | null)[]]>([
    ['never, as far as is known', [{ refresh_token: 'r' }, {}], [null, null]],
    [
      'after the lifetime in the response',
      [{ refresh_token: 'r', refreshLifetime: 20 * DAY }, fixed],
      [20, 12],
    ],
    ['after its documented lifetime', [{ refresh_token: 'r' }, fixed], [100, 60]],
    ['after a time without use', [{ refresh_token: 'r' }, idle], [50, 30]],
    ['after whichever comes first', [{ refresh_token: 'r', refreshLifetime: 20 * DAY }, idle], [20, 12]],
    [
      'when it did before, if a refresh returns no new one, and is not kept alive',
      [{}, fixed, held],
      [10, null],
    ],
    ['later after a refresh, if it must only be used', [{}, idle, held], [50, 30]],
    [
      'with the access token, if the next one is exchanged for it',
      [{}, { token_exchange: {} }],
      [0.042, 0.025],
    ],
    [
      'never, if it came with client credentials, because it is not used',
      [{ refresh_token: 'r', refreshLifetime: 20 * DAY }, fixed, null, 'client_credentials'],
      [null, null],
    ],
    ['never, if there is no refresh token', [{}, fixed], [null, null]],
  ])('%s', (_when, given, expected) => {
    expect(daysOf(...given)).toEqual(expected);
  });
});
