import { endOf, refreshTimesOf } from '../../../src/credentials/tokens/connection-end.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 1_800_000_000_000;

describe('the refresh token ends', () => {
  const daysOf = (
    tokens: { refresh_token?: string; refreshLifetime?: number },
    settings: object,
    previous: Parameters<typeof refreshTimesOf>[0]['previous'] = null,
    grantType = 'authorization_code',
  ) => {
    const given = { refresh_token: null, refreshLifetime: null, ...tokens };
    const times = refreshTimesOf(
      { tokens: given, settings, lifetime: HOUR, previous, now: NOW, grantType, sent: 'sent' },
      0,
    );
    const day = (time: number | null) =>
      time === null ? null : Math.round(((time - NOW) / DAY) * 1000) / 1000;
    return [day(times.refresh_expires_at), day(times.keep_alive_at)];
  };
  const fixed = { refresh_token_lifetime: 100 * 86_400 };
  const idle = { refresh_token_idle_lifetime: 50 * 86_400 };
  const held = { refresh_token: 'r', refresh_expires_at: NOW + 10 * DAY, keep_alive_at: null };

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
    [
      'when it did before, if a refresh returns the same one',
      [{ refresh_token: 'sent' }, fixed, held],
      [10, null],
    ],
    [
      'when it did before, but a later refresh may return a new one',
      [{ refresh_token: 'sent' }, fixed, { ...held, keep_alive_at: NOW + 2 * DAY }],
      [10, 2],
    ],
    [
      'when the response says, even of the same one',
      [{ refresh_token: 'sent', refreshLifetime: 20 * DAY }, fixed, held],
      [20, null],
    ],
    [
      'later after a refresh that returns the same one, if it must only be used',
      [{ refresh_token: 'sent' }, idle, held],
      [50, 30],
    ],
    [
      'at an unknown time, if it could be used after its end',
      [{}, fixed, { ...held, refresh_expires_at: NOW - 1 }],
      [null, null],
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

describe('a connection ends', () => {
  const end = (
    times: { expires?: number; refresh?: number; keepAlive?: number },
    { isRenewable = true, grantType = 'authorization_code' } = {},
  ) => {
    const at = (offset: number | undefined) => (offset === undefined ? null : NOW + offset);
    const { ends_at, ends_soon_from } = endOf({
      times: {
        expires_at: at(times.expires ?? HOUR),
        refresh_expires_at: at(times.refresh),
        keep_alive_at: at(times.keepAlive),
      },
      isRenewable,
      grantType,
      isFirst: true,
      now: NOW,
    });
    return [ends_at, ends_soon_from].map((time) => (time === null ? null : (time - NOW) / DAY));
  };

  test.each<[string, Parameters<typeof end>, (number | null)[]]>([
    ['never, as far as is known, with a refresh token', [{}], [null, null]],
    ['with its refresh token', [{ refresh: 60 * DAY }], [60, 53]],
    ['with its token, without a refresh token', [{ expires: 60 * DAY }, { isRenewable: false }], [60, 53]],
    [
      'never with client credentials',
      [{}, { isRenewable: false, grantType: 'client_credentials' }],
      [null, null],
    ],
    [
      'no sooner than a refresh that extends it is ten minutes late',
      [{ refresh: 4 * DAY, keepAlive: 3 * DAY }],
      [4, 3 + 10 / (24 * 60)],
    ],
    [
      'seven days after it is said to be soon, even if such a refresh is late before',
      [{ refresh: 60 * DAY, keepAlive: 40 * DAY }],
      [60, 53],
    ],
  ])('%s', (_when, given, expected) => {
    expect(end(...given)).toEqual(expected);
  });

  test('and is noted again only if a refresh moved the end out of sight', () => {
    const noted = (ends: number, isFirst = false) =>
      endOf({
        times: { expires_at: null, refresh_expires_at: NOW + ends, keep_alive_at: null },
        isRenewable: true,
        grantType: 'authorization_code',
        isFirst,
        now: NOW,
      });
    expect(noted(6 * DAY)).not.toHaveProperty('end_noted_at');
    expect(noted(8 * DAY)).toHaveProperty('end_noted_at', null);
    expect(noted(6 * DAY, true)).toHaveProperty('end_noted_at', null);
  });
});
