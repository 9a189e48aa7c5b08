import { conditionOf, reasonOf } from '../../console/credentials/reasons.ts';
import { nextRefreshOf } from '../../console/credentials/next-refresh.ts';

const HOUR = 3_600_000;
const at = (shift: number) => new Date(Date.now() + shift).toISOString();
const connected = {
  state: 'connected',
  state_reason: null,
  expires_at: at(HOUR),
  ends_soon_from: null,
  grant_type: 'authorization_code',
  non_expiring_tokens: false,
} as const;

describe('how the token is refreshed next', () => {
  test('before it expires: automatically if it is in use, otherwise on request', () => {
    expect(nextRefreshOf(connected, true)).toMatch(/in use.*before that.*when a component next requests/);
  });

  test('after it has expired: on request, or with the button for users who may refresh it', () => {
    const expired = { ...connected, expires_at: at(-HOUR) };
    expect(nextRefreshOf(expired, true)).toMatch(
      /^It is refreshed when a component next requests.*“Refresh now”/,
    );
    expect(nextRefreshOf(expired, false)).toMatch(/^It is refreshed when a component next requests it\.$/);
  });

  test('is not shown if a refresh has failed or there may be no refresh token', () => {
    expect(nextRefreshOf({ ...connected, state_reason: 'It failed.' }, true)).toBeUndefined();
    expect(nextRefreshOf({ ...connected, state: 'needs_reauthorization' }, true)).toBeUndefined();
    expect(nextRefreshOf({ ...connected, expires_at: null }, true)).toBeUndefined();
    expect(nextRefreshOf({ ...connected, non_expiring_tokens: true }, true)).toBeUndefined();
    for (const grant_type of ['client_credentials', 'jwt_bearer'] as const)
      expect(nextRefreshOf({ ...connected, non_expiring_tokens: true, grant_type }, true)).toBeDefined();
  });
});

test('after a failed refresh, a connection works until its token expires', () => {
  const failed = { ...connected, state_reason: 'No answer.', state_reason_code: 'provider_unavailable' };
  expect([conditionOf(failed), reasonOf(failed)]).toEqual(['refresh_failed', 'retried']);
  const expired = { ...failed, expires_at: at(-HOUR) };
  expect([conditionOf(expired), reasonOf(expired)]).toEqual(['no_working_token', 'stalled']);
  // No component has requested a new token yet, so nothing has gone wrong.
  const idle = { ...expired, state_reason: null, state_reason_code: null };
  expect([conditionOf(idle), reasonOf(idle)]).toEqual(['connected', undefined]);
});

test('a connection ends soon from the time that the API says, unless it has no working token', () => {
  const later = { ...connected, ends_soon_from: at(HOUR) };
  expect(conditionOf(later)).toBe('connected');
  const soon = { ...connected, ends_soon_from: at(-HOUR) };
  expect(conditionOf(soon)).toBe('ends_soon');
  const failed = { ...soon, state_reason: 'No answer.' };
  expect(conditionOf(failed)).toBe('ends_soon');
  expect(conditionOf({ ...failed, expires_at: at(-HOUR) })).toBe('no_working_token');
  expect(conditionOf({ ...failed, state: 'needs_reauthorization' })).toBe('needs_reauthorization');
});
