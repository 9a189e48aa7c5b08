import { checkSender } from './check.ts';
import {
  assertVerification,
  secretFault,
  type SignedRequest,
  type Verification,
} from '../../src/signatures/index.ts';

const GITLAB: Verification = {
  type: 'token',
  header: 'X-Gitlab-Token',
  id_header: 'X-Gitlab-Event-UUID',
  headers: ['X-Gitlab-Event'],
};
const BEARER: Verification = { type: 'token', header: 'Authorization', prefix: 'Bearer ' };
const QUERY: Verification = { type: 'token', query: 'code' };
const BASIC: Verification = { type: 'token', username: 'azure' };

async function check(verification: Verification, change: Partial<SignedRequest>) {
  return checkSender(verification, {
    headers: {},
    body: Buffer.from('{}'),
    method: 'POST',
    url: 'https://a.example/hooks/a',
    secrets: ['s3cret'],
    now: 0,
    ...change,
  });
}

const isValid = async (verification: Verification, change: Partial<SignedRequest>) =>
  (await check(verification, change)).valid;
const basic = (text: string) => ({ headers: { authorization: `Basic ${btoa(text)}` } });
const at = (query: string) => ({ url: `https://a.example/hooks/a?${query}` });

test('the secret is accepted where the sender puts it', async () => {
  expect(await isValid(GITLAB, { headers: { 'x-gitlab-token': 's3cret' } })).toBe(true);
  expect(await isValid(BEARER, { headers: { authorization: 'Bearer s3cret' } })).toBe(true);
  expect(await isValid(QUERY, at('a=1&code=s3cret'))).toBe(true);
  expect(await isValid(BASIC, basic('azure:s3cret'))).toBe(true);
});

test.each<[string, Verification, Partial<SignedRequest>]>([
  ['no header', GITLAB, {}],
  ['an empty header', GITLAB, { headers: { 'x-gitlab-token': '' } }],
  ['another secret', GITLAB, { headers: { 'x-gitlab-token': 's3cres' } }],
  ['a longer secret', GITLAB, { headers: { 'x-gitlab-token': 's3cret ' } }],
  ['two headers', GITLAB, { headers: { 'x-gitlab-token': 's3cret, s3cret' } }],
  ['another header', GITLAB, { headers: { authorization: 's3cret' } }],
  ['no prefix', BEARER, { headers: { authorization: 's3cret' } }],
  ['another prefix', BEARER, { headers: { authorization: 'Basic s3cret' } }],
  ['no parameter', QUERY, {}],
  ['two parameters', QUERY, at('code=s3cret&code=s3cret')],
  ['an empty parameter', QUERY, at('code=')],
  ['another user name', BASIC, basic('other:s3cret')],
  ['another password', BASIC, basic('azure:s3cres')],
  ['no colon', BASIC, basic('azures3cret')],
  ['the password alone', BASIC, { headers: { authorization: 's3cret' } }],
])('%s is refused, and the reason does not contain the secret', async (_what, verification, change) => {
  const checked = await check(verification, change);
  expect(checked).toMatchObject({ valid: false, reason: expect.stringMatching(/\.$/) });
  expect(JSON.stringify(checked)).not.toMatch(/s3cre/);
});

test('without a secret, or with an empty one, nothing is accepted', async () => {
  for (const secrets of [[], ['']]) {
    expect(await isValid(GITLAB, { secrets, headers: { 'x-gitlab-token': '' } })).toBe(false);
    expect(await isValid(BASIC, { secrets, ...basic('azure:') })).toBe(false);
  }
});

test('an ID counts only together with the body, because anyone with the secret can choose it', async () => {
  const keyWith = async (id: string | undefined, body = '{}') => {
    const headers = { 'x-gitlab-token': 's3cret', 'x-gitlab-event-uuid': id };
    const checked = await check(GITLAB, { headers, body: Buffer.from(body) });
    return checked.valid ? checked.replay : checked;
  };
  expect(await keyWith('one')).toMatchObject({ by: 'id' });
  expect(await keyWith('one')).toEqual(await keyWith('one'));
  expect(await keyWith('one')).not.toEqual(await keyWith('one', '{"a":1}'));
  expect(await keyWith(undefined)).toEqual({ by: null, key: null });
});

test.each<[object, string]>([
  [{}, 'Set exactly one of header, query and username'],
  [{ header: 'X-A', query: 'a' }, 'Set exactly one of header, query and username'],
  [{ query: 'a', prefix: 'b' }, 'prefix is only allowed with header'],
  [{ header: 'X-A', headers: ['x-a'] }, 'contains the secret, which must not be stored'],
  [{ username: 'a', headers: ['Authorization'] }, 'The header Authorization cannot be used'],
  [{ header: 'X-A', id_header: 'Authorization' }, 'The header Authorization cannot be used'],
  [{ header: 'Cookie' }, 'The header Cookie cannot be used'],
])('%j is refused when it is declared', (settings, fault) => {
  expect(() => assertVerification({ type: 'token', ...settings }, '')).toThrow(fault);
});

test('a secret that a header cannot contain is refused when it is entered', () => {
  for (const secret of ['ä', 'a\nb', 'a, b']) {
    expect(secretFault(GITLAB, secret)).toMatch(/^The secret must be the token that the sender sends/);
    expect(secretFault(QUERY, secret)).toBeUndefined();
  }
  expect(secretFault(BASIC, 's3cret')).toBeUndefined();
});
