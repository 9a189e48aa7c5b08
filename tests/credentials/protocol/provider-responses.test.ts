import { readTokenResponse } from '../../../src/credentials/protocol/token-response.ts';
import type { ProviderSettings } from '../../../src/schema/index.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const read = (body: object, settings: ProviderSettings = {}, status = 200) =>
  readTokenResponse({ status, headers: {}, body: JSON.stringify(body), receivedAt: NOW }, settings);
const jwt = (claims: object): string =>
  ['{"alg":"none"}', JSON.stringify(claims), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

test('values can be anywhere in the response, as in that of Slack for user tokens', () => {
  const body = {
    ok: true,
    access_token: 'xoxb-bot',
    team: { id: 'T1' },
    authed_user: {
      id: 'U1',
      access_token: 'xoxp-user',
      refresh_token: 'xoxe-user',
      scope: 'chat:write,users:read',
      expires_in: 43_200,
    },
  };
  const token_response = {
    access_token: '/authed_user/access_token',
    refresh_token: '/authed_user/refresh_token',
    scope: '/authed_user/scope',
    expires_in: '/authed_user/expires_in',
    values: { team_id: '/team/id', user_id: '/authed_user/id', missing: '/team/name' },
  };
  expect(read(body, { token_response })).toMatchObject({
    tokens: {
      access_token: 'xoxp-user',
      refresh_token: 'xoxe-user',
      scopes: ['chat:write', 'users:read'],
      lifetime: 43_200_000,
      values: { team_id: 'T1', user_id: 'U1' },
    },
  });
});

test('a token that is not where it should be is not taken from elsewhere', () => {
  const token_response = { access_token: '/authed_user/access_token' };
  expect(read({ access_token: 'xoxb-bot' }, { token_response })).toMatchObject({ kind: 'unavailable' });
});

describe('the end of the access token', () => {
  test.each<[string, object, ProviderSettings, number | null]>([
    ['expires_in', { expires_in: 60, expires_at: '2026-11-30T13:00:00Z' }, {}, 60_000],
    ['expires_at in RFC 3339, as Square has it', { expires_at: '2026-12-30T12:00:00Z' }, {}, 30 * 86_400_000],
    ['expires_at in seconds', { expires_at: NOW / 1000 + 90 }, {}, 90_000],
    ['expires_at in seconds, as text', { expires_at: String(NOW / 1000 + 90) }, {}, 90_000],
    ['expires_at in milliseconds', { expires_at: NOW + 90_000 }, {}, 90_000],
    [
      'another member',
      { valid_until: '2026-11-30T12:01:00Z' },
      { token_response: { expires_at: '/valid_until' } },
      60_000,
    ],
    ['a JWT’s exp', { access_token: jwt({ exp: NOW / 1000 + 1800 }) }, {}, 1_800_000],
    [
      'a JWT’s exp with fractions of a second',
      { access_token: jwt({ exp: NOW / 1000 + 60.123456 }) },
      {},
      60_123,
    ],
    [
      'a JWT’s exp and iat, by the provider’s clock',
      { access_token: jwt({ iat: NOW / 1000 + 50, exp: NOW / 1000 + 110 }) },
      {},
      60_000,
    ],
    [
      'the exp of a JWT that was issued an hour ago',
      { access_token: jwt({ iat: NOW / 1000 - 3600, exp: NOW / 1000 + 60 }) },
      {},
      60_000,
    ],
    ['a time without an offset, as UTC', { expires_at: '2026-11-30 12:01:00' }, {}, 60_000],
    ['a JWT without exp', { access_token: jwt({ sub: '1' }) }, {}, null],
    ['an expires_at in the past', { expires_at: '2020-01-01T00:00:00Z' }, {}, null],
    ['an expires_at that is no time', { expires_at: 'tomorrow' }, {}, null],
    ['a token that looks like a JWT', { access_token: 'a.b.c' }, {}, null],
    ['nothing', {}, {}, null],
  ])('is read from %s', (_what, body, settings, lifetime) => {
    expect(read({ access_token: 'a', ...body }, settings)).toMatchObject({ tokens: { lifetime } });
  });
});

test.each([
  ['refresh_token_expires_in', {}],
  ['x_refresh_token_expires_in', {}],
  ['refresh_expires_in', {}],
  ['refreshTTL', { token_response: { refresh_token_expires_in: '/refreshTTL' } }],
])('the end of the refresh token is read from %s', (name, settings) => {
  const body = { access_token: 'a', refresh_token: 'r', [name]: 8_640_000 };
  expect(read(body, settings)).toMatchObject({ tokens: { refreshLifetime: 8_640_000_000 } });
});

describe('the grant has ended if the provider says', () => {
  test.each<[string, number, object, ProviderSettings?]>([
    [
      'interaction_required, as Microsoft',
      400,
      { error: 'interaction_required', error_description: 'AADSTS50076' },
    ],
    ['consent_required, as Microsoft', 400, { error: 'consent_required' }],
    [
      'that the refresh token is expired',
      400,
      { error: 'invalid_request', error_description: 'The refresh token has expired.' },
    ],
    [
      'unauthorized_client: refresh_token is invalid',
      401,
      { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
    ],
    [
      'BAD_REFRESH_TOKEN, as HubSpot',
      400,
      { status: 'BAD_REFRESH_TOKEN', message: 'missing or unknown refresh token' },
    ],
    ['token_revoked with status 200, as Slack', 200, { ok: false, error: 'token_revoked' }],
    [
      'its own code in an object, as Facebook',
      400,
      { error: { type: 'OAuthException', code: 190, message: 'Session has expired' } },
      { final_errors: ['190'] },
    ],
    [
      'its own error with status 200, as Zoho',
      200,
      { error: 'invalid_code' },
      { final_errors: ['invalid_code'] },
    ],
    [
      'its own errorCode',
      401,
      { errorCode: 'E0000011', errorSummary: 'Invalid token provided' },
      { final_errors: ['E0000011'] },
    ],
    [
      'that the token was invalid, as X',
      400,
      { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    ],
    [
      'invalid_grant as errorType in a list, as Fitbit',
      400,
      { errors: [{ errorType: 'invalid_grant', message: 'Refresh token invalid' }], success: false },
    ],
    [
      'its own type, as Square',
      401,
      { message: 'Invalid refresh token', type: 'service.not_authorized' },
      { final_errors: ['service.not_authorized'] },
    ],
    [
      'its own error in a list',
      400,
      { errors: [{ code: 'grant_gone', message: 'Gone' }] },
      { final_errors: ['grant_gone'] },
    ],
    [
      'words of its own, as Withings',
      200,
      { status: 503, error: 'Invalid Params: invalid refresh_token' },
      { final_errors: [{ contains: 'Invalid Refresh_Token' }] },
    ],
    [
      'the same error with the status that means it',
      403,
      { error: 'forbidden' },
      { final_errors: [{ status: 403, error: 'forbidden' }] },
    ],
    [
      'it without an error in a status',
      401,
      { result: 'session over' },
      { final_errors: [{ status: 401, contains: 'session over' }] },
    ],
    [
      'it with status 200, without an error',
      200,
      { result: 'session over' },
      { final_errors: [{ contains: 'session over' }] },
    ],
  ])('%s', (_what, status, body, settings = {}) => {
    expect(read(body, settings, status)).toMatchObject({
      kind: 'refused',
      error: 'invalid_grant',
      endsGrant: true,
    });
  });
});

describe('the grant has not ended if the provider says', () => {
  test.each<[string, number, object, string]>([
    [
      'invalid_request for another reason',
      400,
      { error: 'invalid_request', error_description: 'refresh token: scope must not be empty' },
      'refused',
    ],
    [
      'that the refresh token is not valid with a scope',
      400,
      {
        error: 'invalid_request',
        error_description: 'refresh_token grant is not valid with parameter scope',
      },
      'refused',
    ],
    ['access_denied', 400, { error: 'access_denied' }, 'refused'],
    ['an error of its own that is not known', 400, { error: { type: 'OAuthException', code: 4 } }, 'refused'],
    ['anything with status 500', 500, { status: 'BAD_REFRESH_TOKEN' }, 'unavailable'],
    ['anything with status 429', 429, { error: 'invalid_grant' }, 'unavailable'],
    ['something without an error', 400, { hello: 'world' }, 'unavailable'],
    ['a problem whose type is a URL', 400, { type: 'https://a.example/b', title: 'Bad' }, 'unavailable'],
  ])('%s', (_what, status, body, kind) => {
    const outcome = read(body, {}, status);
    expect(outcome.kind).toBe(kind);
    expect(outcome).not.toMatchObject({ endsGrant: true });
  });
});

describe('a final error of the provider does not end the grant', () => {
  const final_errors = [{ status: 403, error: 'forbidden', contains: 'revoked' }];
  test.each<[string, number, object]>([
    ['with another status', 400, { error: 'forbidden', error_description: 'Revoked' }],
    ['with another name', 403, { error: 'denied', error_description: 'Revoked' }],
    ['with other words', 403, { error: 'forbidden', error_description: 'Too many requests' }],
    ['with a token', 200, { access_token: 'a', note: 'forbidden, revoked' }],
  ])('%s', (_what, status, body) => {
    expect(read(body, { final_errors }, status)).not.toMatchObject({ endsGrant: true });
  });

  test.each<[string, number, string, object, ProviderSettings['final_errors']]>([
    ['a status alone, with a standard error', 401, '{"error":"invalid_client"}', {}, [{ status: 401 }]],
    ['a name, with access_denied', 400, '{"error":"access_denied"}', {}, ['access_denied']],
    ['a status, while a device is pending', 400, '{"error":"authorization_pending"}', {}, [{ status: 400 }]],
    ['a status of 2xx without words', 200, '<html>Sign in</html>', {}, [{ status: 200 }]],
    [
      'words in a response that was cut off',
      200,
      '{"a":"revoked',
      { cutOff: 'early' },
      [{ contains: 'revoked' }],
    ],
  ])('for %s', (_what, status, body, more, final_errors) => {
    const response = { status, body, headers: {}, receivedAt: 0, ...more } as never;
    expect(readTokenResponse(response, { final_errors: final_errors! })).not.toMatchObject({
      endsGrant: true,
    });
  });

  test.each([500, 429])('with status %d', (status) => {
    const settings = { final_errors: [{ contains: 'revoked' }] };
    expect(read({ note: 'revoked' }, settings, status)).not.toMatchObject({ endsGrant: true });
  });
});

describe('a temporary error of the provider', () => {
  const settings = { temporary_errors: ['601', { status: 403, contains: 'quota' }], final_errors: ['100'] };
  const temporary = { kind: 'unavailable', throttled: true, uncertain: false };

  test.each<[string, number, object]>([
    ['with a name', 200, { status: 601, error: 'Too Many Requests' }],
    ['without a name', 200, { status: 601, body: {} }],
    ['with a status of its own', 403, { message: 'Quota exceeded' }],
    ['although it has a standard name', 403, { error: 'invalid_grant', error_description: 'quota' }],
  ])('%s is one, as Withings has it', (_what, status, body) => {
    expect(read(body, settings, status)).toMatchObject({
      ...temporary,
      reason: { code: 'provider_unavailable' },
    });
  });

  test('says how long to wait in Retry-After', () => {
    const response = {
      status: 200,
      headers: { 'retry-after': '120' },
      body: '{"status":601}',
      receivedAt: NOW,
    };
    expect(readTokenResponse(response, settings)).toMatchObject({ retryAfter: 120_000 });
  });

  test('is none in a response with a token, or if the setting does not list it', () => {
    const nested = { ...settings, token_response: { access_token: '/body/access_token' } };
    expect(read({ status: 601, body: { access_token: 'a' } }, nested)).toMatchObject({ kind: 'tokens' });
    const words = { temporary_errors: [{ contains: 'quota' }] };
    expect(read({ access_token: 'a', note: 'quota' }, words)).toMatchObject({ kind: 'tokens' });
    expect(read({ status: 503, error: 'invalid_params' }, settings)).toMatchObject({ kind: 'refused' });
    expect(read({ status: 503 }, settings)).toMatchObject({ kind: 'unavailable', uncertain: true });
  });

  test('is not confused with the end of a grant that has a status of its own too', () => {
    expect(read({ status: 100, error: 'The refresh token is unknown' }, settings)).toMatchObject({
      endsGrant: true,
    });
    expect(read({ status: 100 }, settings)).toMatchObject({ endsGrant: true });
  });
});

test('an errcode is an error, as in the responses of WeChat, and 0 is none', () => {
  const body = { errcode: 42002, errmsg: 'refresh_token expired' };
  expect(read(body)).toMatchObject({ kind: 'refused', error: '42002', endsGrant: false });
  expect(read(body, { final_errors: ['42002'] })).toMatchObject({ endsGrant: true });
  expect(read({ errcode: -1 }, { temporary_errors: ['-1'] })).toMatchObject({ throttled: true });
  expect(read({ errcode: 0, access_token: 'a' })).toMatchObject({ kind: 'tokens' });
  expect(read({ errcode: 0 })).toMatchObject({ kind: 'unavailable' });
});

test('a deleted client ends the grant, but not for a fault of the grant, as Google says it', () => {
  expect(read({ error: 'deleted_client' }, {}, 401)).toMatchObject({
    error: 'invalid_client',
    endsGrant: true,
    ofClient: true,
  });
});

test('the reason of an error is part of the text, as Zoom has it', () => {
  expect(read({ error: 'invalid_grant', reason: 'Invalid Token!' }, {}, 401)).toMatchObject({
    text: expect.stringContaining('invalid_grant: Invalid Token!'),
  });
});

test('members that look like an error do not make a response with a token one', () => {
  const body = { access_token: 'a', status: 'OK', code: 0, errors: [] };
  expect(read(body)).toMatchObject({ kind: 'tokens' });
});

test('a value is not kept if it contains a token, wherever it comes from', () => {
  const body = {
    access_token: 'access-1',
    refresh_token: 'refresh-1',
    a: { b: 'refresh-1', c: 'x access-1', d: 'e\u0000', f: 'fine' },
  };
  const values = { b: '/a/b', c: '/a/c', d: '/a/d', f: '/a/f' };
  expect(read(body, { token_response: { values, scope: '/a/b', token_type: '/a/c' } })).toMatchObject({
    tokens: { values: { f: 'fine' }, scopes: null, token_type: 'Bearer' },
  });
});

test('a refresh token or an ID token is never taken for the access token', () => {
  const body = { access_token: 'a', refresh_token: 'r', id_token: 'i', copy: 'r' };
  for (const access_token of ['/refresh_token', '/id_token', '/copy'])
    expect(read(body, { token_response: { access_token } })).toMatchObject({ kind: 'unavailable' });
});
