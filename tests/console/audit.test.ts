import { sentenceOf, type AuditEvent } from '../../console/audit/audit-event.ts';

const said = (action: string, details: Record<string, unknown>) =>
  sentenceOf({ action, details } as unknown as AuditEvent);

test('an entry says how it ended, where it tells', () => {
  expect(said('credentials.refresh', { outcome: 'refused' })).toContain('the provider rejected');
  expect(said('credentials.refresh', { outcome: 'refreshed' })).toContain('refreshed');
  expect(said('connections.finish', { state: 'failed', reason: 'access_denied' })).toContain(
    'could not be connected',
  );
  expect(said('connections.finish', { state: 'connected' })).not.toContain('could not');
});

test('an entry that does not tell how it ended, or in a way without words, is said as before', () => {
  expect(said('credentials.refresh', {})).toContain('refreshed the token of');
  expect(said('credentials.refresh', { outcome: 'in a new way' })).toContain('refreshed the token of');
  expect(said('roles.create', { state: 'failed' })).toBe('%{who} created the role %{what}');
  expect(said('new.action', {})).toBe('%{who}: new.action %{what}');
});
