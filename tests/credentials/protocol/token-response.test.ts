import { OutboundError } from '../../../src/http/index.ts';
import { readTokenResponse } from '../../../src/credentials/protocol/token-response.ts';

const answer = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  readTokenResponse({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    receivedAt: Date.now(),
  });

test('a valid response yields the tokens and all extra fields', () => {
  expect(
    answer({
      access_token: 'a',
      token_type: 'bearer',
      expires_in: 60,
      refresh_token: 'r',
      scope: 'read write',
      id_token: 'i',
      instance_url: 'https://eu5.example',
    }),
  ).toMatchObject({
    kind: 'tokens',
    tokens: {
      access_token: 'a',
      token_type: 'bearer',
      lifetime: 60_000,
      refresh_token: 'r',
      scopes: ['read', 'write'],
      id_token: 'i',
      extra: { instance_url: 'https://eu5.example' },
    },
  });
});

test('scopes can be separated by commas, and token_type can be missing', () => {
  expect(answer({ access_token: 'a', scope: 'read,write' })).toMatchObject({
    tokens: { scopes: ['read', 'write'], token_type: 'Bearer' },
  });
});

test.each([
  ['invalid_grant', { endsGrant: true }],
  ['bad_refresh_token', { endsGrant: true }],
  ['unauthorized_client', { endsGrant: false, ofClient: true }],
  ['invalid_client', { endsGrant: false, ofClient: true }],
  ['invalid_request', { endsGrant: false }],
  ['invalid_scope', { endsGrant: false }],
  ['server_error', { endsGrant: false }],
  ['constructor', { endsGrant: false }],
])('what the error %s means for the grant and the client: %j', (error, meaning) => {
  const outcome = answer({ error }, 400);
  expect(outcome).toMatchObject({ kind: 'refused', ...meaning });
  expect('ofClient' in outcome).toBe('ofClient' in meaning);
});

test('an error with status 5xx or 429 is not a refusal', () => {
  expect(answer({ error: 'invalid_grant' }, 500)).toMatchObject({ kind: 'unavailable', uncertain: false });
  expect(answer({ error: 'invalid_grant' }, 429)).toMatchObject({ kind: 'unavailable' });
});

test("the provider's error text is put on one line, shortened, and stripped of quotation marks", () => {
  const { text } = answer(
    { error: 'invalid_grant', error_description: `a"\r\n\u0007${'x'.repeat(999)}` },
    400,
  ) as { text: string };
  expect(text).toMatch(/^The provider returned the error "invalid_grant: a x+"\.$/);
  expect(text.length).toBeLessThan(350);
});

test.each([
  ['7', 7_000],
  ['0', null],
  ['-1', null],
  ['soon', null],
  ['99999999', 3_600_000],
])('Retry-After: %s', (value, milliseconds) => {
  expect(answer('', 503, { 'retry-after': value })).toMatchObject({ retryAfter: milliseconds });
});

test('a lifetime of less than a second counts as one second', () => {
  expect(answer({ access_token: 'a', expires_in: 0.0001 })).toMatchObject({ tokens: { lifetime: 1_000 } });
});

test('Retry-After can be a date', () => {
  const { retryAfter } = answer('', 429, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }) as {
    retryAfter: number;
  };
  expect(Math.abs(retryAfter - 60_000)).toBeLessThan(2_000);
});

test.each([
  ['an HTML page', '<html>'],
  ['an array', '[]'],
  ['null', 'null'],
  ['no token', '{}'],
  ['an empty token', '{"access_token":""}'],
  ['a token that is not a string', '{"access_token":7}'],
  ['a token that cannot be stored', '{"access_token":"a\\u0000"}'],
  ['a token that would break out of a header', '{"access_token":"a\\r\\nX: y"}'],
  [
    'a response nested 100,000 levels deep',
    `{"access_token":"a","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ],
  ['a token of a million characters', JSON.stringify({ access_token: 'x'.repeat(1_000_000) })],
])('%s is not a token response, and the grant may be used up', (_, body) => {
  expect(answer(body)).toMatchObject({ kind: 'unavailable', uncertain: true });
});

test('a form-encoded response is read', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(answer('access_token=a&expires_in=5', 200, form)).toMatchObject({
    tokens: { access_token: 'a', lifetime: 5_000 },
  });
});

test('a form-encoded response may contain unencoded spaces between the scopes', () => {
  expect(answer('access_token=a&scope=read write&refresh_token=r')).toMatchObject({
    tokens: { access_token: 'a', scopes: ['read', 'write'], refresh_token: 'r' },
  });
});

test('a response that was cut off is read only if it is complete JSON', () => {
  const cutOff = new OutboundError('unreachable', 'gone', true);
  const read = (body: string) =>
    readTokenResponse({ status: 200, headers: {}, body, cutOff, receivedAt: Date.now() });
  expect(read('{"access_token":"a"}')).toMatchObject({ kind: 'tokens' });
  expect(read('{"access_token":"a"')).toMatchObject({ kind: 'unavailable' });
  expect(read('access_token=a&refresh_token=b')).toMatchObject({ kind: 'unavailable' });
});

test.each(['text/html; charset=utf-8', 'text/plain', 'application/octet-stream', ''])(
  'a form-encoded response with content type "%s" is read too',
  (type) => {
    const read = answer('token_type=bearer&access_token=a&refresh_token=b', 200, { 'content-type': type });
    expect(read).toMatchObject({ tokens: { access_token: 'a', refresh_token: 'b' } });
    expect(answer('error=invalid_grant', 400, { 'content-type': type })).toMatchObject({
      kind: 'refused',
      error: 'invalid_grant',
    });
  },
);

test('a long body that starts like a form but does not end like one is not a form', () => {
  // As long as a response can be: the search for the token must not start over at each part.
  expect(answer(`${'error=&'.repeat(37_000)}<`)).toMatchObject({ kind: 'unavailable' });
});

test('a page that mentions a token is not a form', () => {
  for (const page of [
    '<html>access_token=a</html>',
    'Your access_token=a is here',
    'access_token=a is here',
    'x=<b>&access_token=a',
  ])
    expect(answer(page, 200, { 'content-type': 'text/html' })).toMatchObject({ kind: 'unavailable' });
});

test('oversized scopes and extra fields are not stored with the token', () => {
  const large = { access_token: 'a', scope: 'x '.repeat(50_000), note: 'y'.repeat(50_000) };
  expect(answer(large)).toMatchObject({ kind: 'tokens', tokens: { scopes: null, extra: {} } });
});

test('account IDs of many digits are not rounded', () => {
  expect(answer('{"access_token":"a","expires_in":60,"user_id":12345678901234567890}')).toMatchObject({
    tokens: { lifetime: 60_000, extra: { user_id: '12345678901234567890' } },
  });
});
