import { publicExtra } from '../../../src/credentials/protocol/public-extra.ts';

const SECRET = 'xoxe-1-My0xLTEyMzQ';
const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));

describe('the extra fields of a token response', () => {
  test.each<[string, Record<string, unknown>]>([
    ['nested as in Slack', { authed_user: { id: 'U1', refresh_token: SECRET } }],
    ['deep in lists', { a: [[{ b: { c: [{ refresh_token: SECRET }] } }]] }],
    ['in camel case', { user: { refreshToken: SECRET } }],
    ['in upper case', { REFRESH_TOKEN: SECRET }],
    ['with a hyphen', { 'refresh-token': SECRET }],
    ['with a prefix', { xRefreshToken: SECRET, x_refresh_token: SECRET }],
    ['with full-width letters', { ｒefresh_token: SECRET }],
    ['as an object', { refresh_token: { value: SECRET } }],
    ['in JSON within a string', { raw: JSON.stringify({ data: { refresh_token: SECRET } }) }],
    [
      'in JSON within JSON within a string',
      { raw: JSON.stringify({ raw: JSON.stringify({ refresh_token: SECRET }) }) },
    ],
    ['form-encoded within a string', { raw: `access_token=a&refresh_token=${SECRET}` }],
    ['in a URL', { next: `https://third.example/?refresh_token=${SECRET}` }],
    ['in the fragment of a URL', { next: `https://third.example/#id_token=${SECRET}` }],
    ['as an object with name and value', { fields: [{ name: 'refresh_token', value: SECRET }] }],
    ['repeated under another name', { refreshToken: SECRET, legacy: { token2: SECRET } }],
    ['in JSON encoded twice', { raw: JSON.stringify(JSON.stringify({ refresh_token: SECRET })) }],
    ['in JSON after a byte order mark', { raw: `\ufeff${JSON.stringify({ refresh_token: SECRET })}` }],
    ['form-encoded with brackets', { raw: `a[b]=1&refresh_token=${SECRET}` }],
    ['in a query string', { raw: `?refresh_token=${SECRET}` }],
    ['in a relative URL', { next: `/cb?refresh_token=${SECRET}` }],
    ['as a pair in an array', { list: ['refresh_token', SECRET] }],
    ['in a sentence', { note: `Your refresh token: ${SECRET}` }],
    ['in XML', { raw: `<x><refresh_token>${SECRET}</refresh_token></x>` }],
    ['below an allowed field', { authed_user: { refresh_token: SECRET } }],
    ['an ID token', { user: { idToken: SECRET } }],
    ['split over two levels', { tokens: { refresh: SECRET }, refresh: { token: SECRET } }],
    ['split over two levels, of the client', { client: { id: 'a', secret: SECRET } }],
    ['split over a list', { tokens: [{ access: 'a' }, { refresh: SECRET }] }],
    ['split over two levels, an ID token', { id: { token: SECRET }, tokens: { id: SECRET } }],
    ['with a short name', { refresh: SECRET, secret: SECRET }],
    ['with the words in another order', { token_refresh: SECRET, refresh_access_token: SECRET }],
    [
      'under other names for a secret',
      { api_secret: SECRET, application_secret: SECRET, oauth_secret: SECRET },
    ],
    ['as an offline token', { offline_token: SECRET, tokens: { offline: SECRET } }],
    ['as a number', { client_secret: 1234567890123456, note: SECRET, secret: { value: SECRET } }],
    ['in an object with token_type', { list: [{ token_type: 'refresh_token', token: SECRET }] }],
    ['as an object with Name and Value', { list: [{ Name: 'refresh_token', Value: SECRET }] }],
    ['as the response itself', { Name: 'refresh_token', Value: SECRET }],
    ...['kind', 'param', 'label', 'grant', 'grant_type', 'what'].map(
      (member): [string, Record<string, unknown>] => [
        `as an object with ${member} and value`,
        { list: [{ [member]: 'refresh_token', value: SECRET }] },
      ],
    ),
    ['as a pair with a list', { list: ['refresh_token', [SECRET]] }],
    ['in a flat list', { list: ['access_token', 'a', 'refresh_token', SECRET] }],
    ['in parallel lists', { data: { names: ['access_token', 'refresh_token'], values: ['a', SECRET] } }],
    ['in parallel lists of the response', { names: ['refresh_token'], values: [SECRET] }],
    ['percent-encoded in a parameter', { next: `?data=%7B%22refresh_token%22%3A%22${SECRET}%22%7D` }],
    [
      'as a labeled value in a parameter',
      { next: `?data=${encoded({ value: SECRET, name: 'refresh_token' })}` },
    ],
    ['percent-encoded', { raw: `refresh_token%3D${SECRET}` }],
    ['percent-encoded several times', { raw: encodeURIComponent(`refresh%255Ftoken%253D${SECRET}`) }],
    [
      'percent-encoded next to invalid bytes',
      { raw: `refresh%5F%FFtoken%3D${SECRET}&%FF%72efresh_token=${SECRET}` },
    ],
    ['percent-encoded too often to tell', { raw: `%2525252525252572=${SECRET}` }],
    ['percent-encoded JSON', { raw: encoded({ tokens: { refresh: SECRET } }) }],
    ['in an escaped part of a text', { raw: `got {\\"refresh_token\\":\\"${SECRET}\\"}` }],
    ['in an XML attribute', { raw: `<param name="refresh_token" value="${SECRET}"/>` }],
    ['a client secret', { app: { client_secret: SECRET, appSecret: SECRET } }],
  ])('contain no refresh token, client secret or ID token: %s', (_, extra) => {
    expect(JSON.stringify(publicExtra(extra, [], ['authed_user']))).not.toContain(SECRET);
  });

  test('contain none of the secrets of the response itself, at any place', () => {
    const extra = { note: `Bearer ${SECRET}`, list: [SECRET], kept: 'yes' };
    expect(publicExtra(extra, [SECRET])).toEqual({ list: [], kept: 'yes' });
  });

  test('are otherwise unchanged', () => {
    const extra = {
      instance_url: 'https://eu5.example/?a=b',
      authed_user: { id: 'U1', access_token: 'xoxp-1', token_type: 'user' },
      refresh_token_expires_in: 7_200,
      x_refresh_token_expires_in: 8_726_400,
      id: 'https://login.example/id/00D/005',
      scopes: ['a', 'b'],
      raw: '{ "a": [1, 2] }',
      none: null,
      on: true,
      refresh_expires_in: 1_800,
      'not-before-policy': 0,
      secret: false,
      refresh: 3_600,
      last_refresh: '2030-01-01T00:00:00Z',
      refresh_token_expires_at: '2030-01-01T00:00:00Z',
      tokens: { refresh_expires_in: 7_200, access: 'a' },
      grant_type: 'refresh_token',
      client: { id: 'c1', name: 'Demo' },
      granted: { token_type: 'bearer', scope: 'offline_access', scopes: ['api', 'refresh_token'] },
      salesforce: { scope: 'refresh_token' },
      sign_in: { amr: 'password', methods: 'otp' },
      link: 'https://eu5.example/?refresh=true&q=a%20b%2Fc',
      discount: '100% off',
    };
    expect(publicExtra(extra)).toEqual(extra);
  });

  test('leave out strings of deeply nested JSON instead of failing', () => {
    expect(publicExtra({ raw: '['.repeat(10_000) + ']'.repeat(10_000), kept: 1 })).toEqual({ kept: 1 });
    expect(publicExtra({ raw: '['.repeat(10_000) })).toEqual({});
  });

  test('contain no secrets that are too short to search for', () => {
    const extra = {
      pairs: [[['refresh_token', ['short']]]],
      labeled: { kind: 'refresh_token', value: 'short' },
      kept: 1,
    };
    expect(publicExtra(extra)).toEqual({ pairs: [[]], kept: 1 });
  });

  test('are kept next to a secret whose value looks like a name', () => {
    expect(publicExtra({ refresh_token: 'the-refresh-token', kept: 1 })).toEqual({ kept: 1 });
  });

  test('are read in linear time', () => {
    const long = 250_000;
    const hostile = ['%25', '%', 'a=', '=&', '?', '"\\\\', 'refresh_', "secret'", 'id_', ' ', '%5B"'];
    const extra = Object.fromEntries(
      hostile.map((text, index) => [`a${index}`, text.repeat(long / text.length)]),
    );
    expect(Object.keys(publicExtra({ ...extra, kept: 1 }))).toContain('kept');
  });

  test('are dropped if they contain too many secrets to search for', () => {
    const secrets = Array.from({ length: 1_000 }, (_, index) => `${SECRET}-${index}`);
    expect(publicExtra({ secrets, note: `Bearer ${SECRET}-1`, kept: 1 })).toEqual({});
  });

  test("include the fields that the provider's entry allows", () => {
    expect(publicExtra({ password_policy: 'strict', idToken: SECRET }, [], ['password_policy'])).toEqual({
      password_policy: 'strict',
    });
  });
});
