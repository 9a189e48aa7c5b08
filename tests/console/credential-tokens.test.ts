import { conditionOf, reasonOf } from '../../console/credentials/reasons.ts';
import { renewalOf } from '../../console/credentials/renewal.ts';

const HOUR = 3_600_000;
const at = (shift: number) => new Date(Date.now() + shift).toISOString();
const connected = {
  state: 'connected',
  state_reason: null,
  expires_at: at(HOUR),
  grant_type: 'authorization_code',
  non_expiring_tokens: false,
} as const;

describe('who gets the next token', () => {
  test('before the end: Valetkey ahead of it if it is in use, else whoever asks', () => {
    expect(renewalOf(connected, true)).toMatch(/in use.*before that.*when a component next requests/);
  });

  test('after the end nothing happens by itself: whoever asks, or who may press the button', () => {
    const ended = { ...connected, expires_at: at(-HOUR) };
    expect(renewalOf(ended, true)).toMatch(/^It is refreshed when a component next requests.*“Refresh now”/);
    expect(renewalOf(ended, false)).toMatch(/^It is refreshed when a component next requests it\.$/);
  });

  test('nothing is promised where a refresh has failed, or there may be nothing to refresh with', () => {
    expect(renewalOf({ ...connected, state_reason: 'It failed.' }, true)).toBeUndefined();
    expect(renewalOf({ ...connected, state: 'needs_reauthorization' }, true)).toBeUndefined();
    expect(renewalOf({ ...connected, expires_at: null }, true)).toBeUndefined();
    expect(renewalOf({ ...connected, non_expiring_tokens: true }, true)).toBeUndefined();
    const machine = { ...connected, non_expiring_tokens: true, grant_type: 'client_credentials' } as const;
    expect(renewalOf(machine, true)).toBeDefined();
  });
});

test('a failed refresh leaves a connection that works until its token ends, and then none', () => {
  const failed = { ...connected, state_reason: 'No answer.', state_reason_code: 'provider_unavailable' };
  expect([conditionOf(failed), reasonOf(failed)]).toEqual(['refresh_failed', 'retried']);
  const ended = { ...failed, expires_at: at(-HOUR) };
  expect([conditionOf(ended), reasonOf(ended)]).toEqual(['no_working_token', 'stalled']);
  // Nobody has asked for the next yet: nothing has gone wrong.
  const idle = { ...ended, state_reason: null, state_reason_code: null };
  expect([conditionOf(idle), reasonOf(idle)]).toEqual(['connected', undefined]);
});
