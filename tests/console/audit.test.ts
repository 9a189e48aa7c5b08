import { sentenceOf, type AuditEvent } from '../../console/audit/audit-event.ts';

const sentence = (action: string, details: Record<string, unknown>) =>
  sentenceOf({ action, details } as unknown as AuditEvent);

test('the sentence of an entry includes its outcome', () => {
  expect(sentence('credentials.refresh', { outcome: 'refused' })).toContain('the provider rejected');
  expect(sentence('credentials.refresh', { outcome: 'refreshed' })).toContain('refreshed');
  expect(sentence('connections.finish', { state: 'failed', reason: 'access_denied' })).toContain(
    'could not be connected',
  );
  expect(sentence('connections.finish', { state: 'connected' })).not.toContain('could not');
});

test('an entry without an outcome, or with an unknown one, has a general sentence', () => {
  expect(sentence('credentials.refresh', {})).toContain('refreshed the token of');
  expect(sentence('credentials.refresh', { outcome: 'in a new way' })).toContain('refreshed the token of');
  expect(sentence('roles.create', { state: 'failed' })).toBe('%{who} created the role %{what}');
  expect(sentence('new.action', {})).toBe('%{who}: new.action %{what}');
});
