import { publicExtra } from '../../../src/credentials/protocol/public-extra.ts';

const SECRET = 'xoxe-1-My0xLTEyMzQ';

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
    };
    expect(publicExtra(extra)).toEqual(extra);
  });

  test('leave out strings of deeply nested JSON instead of failing', () => {
    expect(publicExtra({ raw: '['.repeat(10_000) + ']'.repeat(10_000), kept: 1 })).toEqual({ kept: 1 });
    expect(publicExtra({ raw: '['.repeat(10_000) })).toEqual({});
  });

  test("include the fields that the provider's entry allows", () => {
    expect(publicExtra({ password_policy: 'strict', idToken: SECRET }, [], ['password_policy'])).toEqual({
      password_policy: 'strict',
    });
  });
});
