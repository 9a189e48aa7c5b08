import { withFieldLabels } from '../../console/credentials/with-field-labels.ts';
import { pathAfterConnecting } from '../../console/credentials/connect/path-after-connecting.ts';
import { requestAttributes } from '../../console/credentials/form/request-attributes.ts';
import { meaningOf, reasonOf } from '../../console/credentials/reasons.ts';
import {
  faultsByPath,
  faultsOfParts,
  valueAt,
  withValue,
} from '../../console/webhooks/config-services/values.ts';
import {
  eventsOf,
  isChangedSince,
  pastOf,
  type LogEntry,
} from '../../console/credentials/timeline-events.ts';
import { texts } from '../../console/texts/index.ts';
import { codesIn } from './codes.ts';

describe('the explanation of a reason', () => {
  test('exists for each code of the API', () => {
    const { retried, stalled, never, disconnected, unconnected, ...reasons } =
      texts.console.credentials.reasons;
    for (const { what } of [retried, stalled, never, disconnected, unconnected]) expect(what).toMatch(/\.$/);
    expect(Object.keys(reasons).sort()).toEqual(codesIn('connection-reason.json').sort());
  });

  test('is looked up by code, and missing for unknown codes', () => {
    expect(meaningOf('grant_lost')).toBe('grant_lost');
    expect(meaningOf('constructor')).toBeUndefined();
    expect(meaningOf(null)).toBeUndefined();
    const old = {
      state: 'error',
      state_reason: 'It failed.',
      state_reason_code: null,
      expires_at: null,
    } as const;
    expect(reasonOf(old)).toBeUndefined();
  });

  test.each(['provider_unavailable', 'answer_unusable'])(
    'says that the refresh is retried while the connection works: %s',
    (state_reason_code) => {
      const reason = { state_reason: 'It failed.', state_reason_code, expires_at: null };
      expect(reasonOf({ state: 'connected', ...reason })).toBe('retried');
      expect(reasonOf({ state: 'error', ...reason })).toBe(state_reason_code);
    },
  );

  test('is missing for a working connection, and exists for one that was never made', () => {
    const none = { state_reason: null, state_reason_code: null, expires_at: null };
    expect(reasonOf({ state: 'connected', ...none })).toBeUndefined();
    expect(reasonOf({ state: 'pending', ...none })).toBe('unconnected');
  });
});

test('a message of the API names a setting as the form does', () => {
  const label = texts.resources.credentials.fields.non_expiring_tokens;
  expect(withFieldLabels('Or set non_expiring_tokens.')).toBe(`Or set “${label}”.`);
});

test('the help for a missing refresh token names the parameters and the setting', () => {
  const { next } = texts.console.credentials.reasons.refresh_token_missing;
  for (const name of ['offline_access', 'access_type=offline', 'prompt=consent']) {
    expect(next).toContain(name);
    expect(texts.console.credentials.authorization_params_help).toContain(name);
  }
  expect(next).toContain(`“${texts.resources.credentials.fields.non_expiring_tokens}”`);
});

describe('the request of the credential form', () => {
  const typed = { name: 'a', grant_type: 'authorization_code', client_from: 'own', client_id: 'b' };

  test('omits an empty secret and includes one that was entered', () => {
    expect(requestAttributes({ ...typed, client_secret: '' })).not.toHaveProperty('client_secret');
    expect(requestAttributes({ ...typed, client_secret: 'c' })).toHaveProperty('client_secret', 'c');
  });

  test('keeps the replaced secret for the chosen number of days', () => {
    const entered = { ...typed, client_secret: 'c', previous_secret_days: 7 };
    const { previous_client_secret_expires_at: end } = requestAttributes(entered);
    expect(Math.round((Date.parse(String(end)) - Date.now()) / 86_400_000)).toBe(7);
    for (const days of [0, undefined, ''])
      expect(requestAttributes({ ...entered, previous_secret_days: days })).toMatchObject({
        client_secret: 'c',
        previous_client_secret_expires_at: undefined,
      });
    expect(requestAttributes({ ...entered, client_secret: '' })).not.toHaveProperty(
      'previous_client_secret_expires_at',
    );
  });

  test('omits fields that do not apply to the grant type', () => {
    const sent = requestAttributes({
      ...typed,
      grant_type: 'password',
      authorization_url: 'd',
      pkce: true,
      token_url: 'e',
    });
    expect(sent).not.toHaveProperty('authorization_url');
    expect(sent).not.toHaveProperty('pkce');
    expect(sent).toHaveProperty('token_url', 'e');
  });

  test('clears the client ID and secret if the component’s client is used', () => {
    const record = { ...typed, client_from: 'component', has_client_secret: true, oauth_client_id: null };
    const sent = requestAttributes(record);
    expect(sent).toMatchObject({ client_id: null, client_secret: null });
    expect(sent).not.toHaveProperty('oauth_client_id');
  });
});

describe('a service with a nested object', () => {
  const service = { type: 'hmac', timestamp: { unit: 's' } };

  test('is read and changed by a dotted name', () => {
    expect(valueAt(service, 'timestamp.unit')).toBe('s');
    expect(withValue(service, 'timestamp.tolerance', 300)).toEqual({
      type: 'hmac',
      timestamp: { unit: 's', tolerance: 300 },
    });
  });

  test('loses the object when it becomes empty', () => {
    expect(withValue(service, 'timestamp.unit', '')).toEqual({ type: 'hmac' });
  });

  test('has its errors by path', () => {
    const message = '/webhook_parser/expression: bad.\n/webhook_parser/expression: worse.\n/a: wrong.';
    expect(faultsByPath(message)).toEqual({ 'webhook_parser.expression': 'bad. worse.', a: 'wrong.' });
    expect(faultsByPath('must be an object.')).toEqual({});
    const parts = { webhook_parser: { expression: { type: 'custom', message: 'bad.' } } };
    expect(faultsOfParts(parts)).toEqual({ 'webhook_parser.expression': 'bad.' });
  });
});

describe('the timeline', () => {
  const entry = (id: string, action: LogEntry['action'], details: object = {}): LogEntry => ({
    id,
    action,
    actor_name: null,
    details: { ...details },
    created_at: '2026-01-01T00:00:00Z',
  });

  test('distinguishes reconnecting from connecting, and shows a rejection once', () => {
    const events = eventsOf([
      entry('5', 'connections.finish', { state: 'connected' }),
      entry('4', 'credentials.refresh', { outcome: 'refused' }),
      entry('3', 'credentials.refresh', { outcome: 'refused', reason: 'Gone.' }),
      entry('2', 'connections.create', { state: 'connected' }),
      entry('1', 'credentials.create'),
    ]);
    expect(events.map(({ is, reason }) => [is, reason])).toEqual([
      ['reconnected', null],
      ['refused', 'Gone.'],
      ['connected', null],
      ['created', null],
    ]);
  });

  test('shows whether a credential was connected before, as far back as it goes', () => {
    const created = entry('1', 'credentials.create');
    const connected = entry('2', 'connections.create', { state: 'connected' });
    const disconnected = entry('3', 'connections.delete');
    expect(pastOf(eventsOf([created]))).toBe('never');
    expect(pastOf(eventsOf([disconnected, connected, created]))).toBe('disconnected');
    expect(pastOf(eventsOf([disconnected]))).toBe('disconnected');
    expect(pastOf([])).toBeUndefined();
  });

  test('shows whether the settings have changed since a failure and not been tried yet', () => {
    const failed = entry('3', 'connections.finish', { state: 'failed' });
    const [before, after] = [entry('2', 'credentials.update'), entry('4', 'credentials.update')];
    expect(isChangedSince(eventsOf([after, failed, before]))).toBe(true);
    expect(isChangedSince(eventsOf([failed, before]))).toBe(false);
    const again = entry('5', 'credentials.refresh', { outcome: 'refused', reason: 'No.' });
    expect(isChangedSince(eventsOf([again, after, failed]))).toBe(false);
    expect(isChangedSince(eventsOf([before]))).toBe(false);
  });
});

test('returning from the provider leads to the credential’s page and nowhere else', () => {
  const id = '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
  const query = (credential_id: string) => new URLSearchParams({ credential_id, connection_id: id });
  expect(pathAfterConnecting(query(id))).toBe(`/credentials/${id}/show?connection=${id}`);
  expect(pathAfterConnecting(query('../users'))).toBeUndefined();
  expect(pathAfterConnecting(new URLSearchParams())).toBeUndefined();
});
