import { randomUUID } from 'node:crypto';
import {
  mapUserId,
  type ServiceEndpoints,
  type TokenSet,
} from '../../../src/credentials/config-services/index.ts';
import { certified } from '../../support/mutual-tls.ts';
import {
  ACCESS_TOKEN,
  failureOf,
  outboundHere,
  startThirdParty,
  tokenSet,
  unsigned,
  type ThirdParty,
} from './third-party.ts';

/** A separate tenant, because other test files in the same worker have used up evaluation time of theirs. */
const TENANT = randomUUID();

const FAILED = 'user_id_mapper: The user ID mapper service failed:';

let provider: ThirdParty;
beforeEach(async () => {
  provider = await startThirdParty();
});
afterEach(() => provider.stop());

interface Given {
  tokens?: TokenSet;
  userinfo?: Record<string, unknown>;
  endpoints?: ServiceEndpoints;
}

function map(expression: string, { tokens = tokenSet(), userinfo, endpoints = {} }: Given = {}) {
  return mapUserId(
    { type: 'jsonata', expression },
    { tokens, userinfo, endpoints, outbound: outboundHere(), tenantId: TENANT },
  );
}

test('none returns no id', async () => {
  const context = { tokens: tokenSet(), endpoints: {}, outbound: outboundHere(), tenantId: TENANT };
  expect(await mapUserId({ type: 'none' }, context)).toBeNull();
});

describe('the id can be', () => {
  const tokens = tokenSet({
    id_token: unsigned({ sub: 'alice', email: 'Alice@acme.test' }),
    response: { scope: 'a b', team: { id: 'T1' }, authed_user: { id: 'U1' } },
  });

  test.each([
    ['a claim of the id_token', 'id_token.sub', 'alice'],
    ['fields of the token response', 'token.team.id & ":" & token.authed_user.id', 'T1:U1'],
    ['a field of the userinfo', 'userinfo.account.id', '42'],
    ['the result of a function', '$lowercase($substringBefore(id_token.email, "@"))', 'alice'],
    ['decoded from base64', '$base64decode("YWxpY2U_")', 'alice?'],
    ['encoded as base64', '$base64encode("alice?")', 'YWxpY2U/'],
    ['the first id that exists', '$exists(id_token.oid) ? id_token.oid : userinfo.account.id', '42'],
    ['a number', '6 * 7', '42'],
    ['a fraction', '1 / 4', '0.25'],
    ['500 characters outside the basic plane', '$pad("", 500, "😀")', '😀'.repeat(500)],
  ])('%s', async (_what, expression, id) => {
    expect(await map(expression, { tokens, userinfo: { account: { id: 42 } } })).toBe(id);
  });
});

describe('the userinfo', () => {
  test('is not fetched without the certificate to which the token is bound, nor without TLS', async () => {
    provider.answers.set('/me', { body: { id: 7 } });
    const { cert, key } = certified();
    const tokens = { ...tokenSet(), certificate: { cert, key } };
    const endpoints = { userinfo_url: provider.url('/me') };
    expect(await failureOf(map('userinfo.id', { tokens, endpoints }))).toContain(
      'A client certificate can only be used with an https URL.',
    );
    expect(provider.requests).toEqual([]);
  });

  test('is fetched with the access token if the expression uses it', async () => {
    provider.answers.set('/me', { body: { id: 7 } });
    const endpoints = { userinfo_url: provider.url('/me') };
    expect(await map('$lookup($, "userinfo").id', { endpoints })).toBe('7');
    expect(provider.requests).toHaveLength(1);
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${ACCESS_TOKEN}`);
  });

  test('is not fetched if the expression does not use it', async () => {
    expect(await map('token.expires_in', { endpoints: { userinfo_url: provider.url('/me') } })).toBe('3600');
    expect(provider.requests).toEqual([]);
  });

  test('is not fetched again if it is known', async () => {
    const endpoints = { userinfo_url: provider.url('/me') };
    expect(await map('userinfo.id', { userinfo: { id: 7 }, endpoints })).toBe('7');
    expect(provider.requests).toEqual([]);
  });

  test('without a URL is reported as required', async () => {
    expect(await failureOf(map('userinfo.id'))).toBe(
      `${FAILED} the expression uses userinfo, but no userinfo endpoint is known for this provider. Set userinfo_url.`,
    );
  });

  test('that cannot be fetched fails the mapper', async () => {
    provider.answers.set('/me', { status: 403, body: { error: 'insufficient_scope' } });
    expect(await failureOf(map('userinfo.id', { endpoints: { userinfo_url: provider.url('/me') } }))).toBe(
      `${FAILED} ${provider.host} responded with status 403 (insufficient_scope).`,
    );
  });
});

describe('without a config, an ID that the provider documents', () => {
  const tokens = tokenSet({ id_token: unsigned({ sub: 'alice' }), response: { team: { id: 'T1' } } });
  const documentedId = (documented: string | undefined, endpoints: ServiceEndpoints = {}) =>
    mapUserId(undefined, { tokens, documented, endpoints, outbound: outboundHere(), tenantId: TENANT });

  test.each([
    ['in the token response', 'team.id', 'T1'],
    ['in a part of it, as a result of a function', '$lowercase(team.id)', 't1'],
    ['in the id_token', '$$.id_token.sub', 'alice'],
  ])('is found %s', async (_what, documented, id) => {
    expect(await documentedId(documented)).toBe(id);
  });

  test('is found in the userinfo, if the provider has a userinfo URL', async () => {
    provider.answers.set('/me', { body: { data: [{ id: 7 }] } });
    expect(await documentedId('data[0].id', { userinfo_url: provider.url('/me') })).toBe('7');
  });

  test.each([
    ['is not there', 'nope', {}],
    ['is in a userinfo response that the token does not give access to', 'id', { status: 403 }],
    ['is an object', 'team', {}],
  ])('that %s is no failure', async (_what, documented, answer) => {
    provider.answers.set('/me', answer);
    expect(await documentedId(documented, { userinfo_url: provider.url('/me') })).toBeNull();
    expect(await documentedId(documented)).toBeNull();
  });

  test('is not looked for if there is none, or if the config is none', async () => {
    const endpoints = { userinfo_url: provider.url('/me') };
    expect(await documentedId(undefined, endpoints)).toBeNull();
    const context = { tokens, documented: 'id', endpoints, outbound: outboundHere(), tenantId: TENANT };
    expect(await mapUserId({ type: 'none' }, context)).toBeNull();
    expect(provider.requests).toEqual([]);
  });
});

describe('an id_token', () => {
  test.each([
    ['that is not a JWT', 'opaque'],
    ['with claims that are not an object', unsigned([1])],
    ['with claims that are not JSON', unsigned('{"sub":')],
    ['with non-UTF-8 claims', `e30.${Buffer.from('{"sub":"\xff"}', 'latin1').toString('base64url')}.e30`],
    ['that is encrypted', 'a.b.c.d.e'],
  ])('%s fails the mapper only if the expression uses it', async (_what, id_token) => {
    const tokens = tokenSet({ id_token, response: { user: 'u1' } });
    expect(await failureOf(map('id_token.sub', { tokens }))).toBe(
      `${FAILED} the expression uses id_token, but the one from the provider cannot be decoded.`,
    );
    expect(await map('token.user', { tokens })).toBe('u1');
  });

  test('that is missing is reported as required', async () => {
    expect(await failureOf(map('id_token.sub'))).toBe(
      `${FAILED} the expression uses id_token, but the provider did not return one. Most providers require the scope openid for one.`,
    );
  });
});

describe('an expression fails if it returns', () => {
  test.each([
    ['nothing', 'token.nope', 'nothing, but it must return a string or a number'],
    ['null', 'null', 'null, but it must return a string or a number'],
    ['true', '1 = 1', 'true, but it must return a string or a number'],
    ['an object', '{"a": 1}', 'an object, but it must return a string or a number'],
    ['an array', '[1, 2]', 'an array, but it must return a string or a number'],
    ['a built-in function', '$uppercase', 'a function, but it must return a string or a number'],
    ['a function it defines', 'function($x){$x}', 'a function, but it must return a string or a number'],
    ['a regular expression', '/a/', 'a function, but it must return a string or a number'],
    ['an empty string', '""', 'an empty string'],
    ['501 characters', '$pad("", 501, "x")', 'a string of more than 500 characters'],
    ['501 wide characters', '$pad("", 501, "😀")', 'a string of more than 500 characters'],
    ['a million characters', '$pad("", 1000000, "x")', 'a string of more than 500 characters'],
    ['NUL', '"a\\u0000"', 'a string with a NUL character or an unpaired surrogate, which cannot be stored'],
    [
      'an unpaired surrogate',
      '"\\ud83d"',
      'a string with a NUL character or an unpaired surrogate, which cannot be stored',
    ],
    ['a rounded number', '9007199254740993', 'a number too large to be exact'],
    ['a huge number', '$power(10, 300)', 'a number too large to be exact'],
  ])('%s', async (_what, expression, given) => {
    expect(await failureOf(map(expression))).toBe(`${FAILED} the expression returned ${given}.`);
  });
});

describe('an expression that fails says why:', () => {
  test.each([
    [
      'a string in a sum',
      '1 + token.scope',
      /^the expression failed \(near character \d+\): The right side of the "\+" operator must evaluate to a number\.$/,
    ],
    [
      'an unknown function',
      'nope()',
      /^the expression failed \(near character \d+\): Attempted to invoke a non-function\.$/,
    ],
    ['its own error', '$error("no\n team")', /^the expression failed \(near character \d+\): no team\.$/],
    [
      'a stored syntax error',
      '1 +',
      /^the expression failed \(near character \d+\): Unexpected end of expression\.$/,
    ],
  ])('%s', async (_what, expression, reason) => {
    const failure = await failureOf(map(expression, { tokens: tokenSet({ response: { scope: 'a b' } }) }));
    expect(failure.slice(0, FAILED.length)).toBe(FAILED);
    expect(failure.slice(FAILED.length + 1)).toMatch(reason);
  });

  test('but does not quote user data', async () => {
    const failure = await failureOf(
      map('$number(userinfo.email)', { userinfo: { email: 'alice@acme.test' } }),
    );
    expect(failure).toContain('Unable to cast value to a number: ….');
    const nested = await failureOf(
      map('$eval("$number(userinfo.email)")', { userinfo: { email: 'alice@acme.test' } }),
    );
    expect(`${failure}${nested}`).not.toContain('alice');
  });
});

describe('secrets', () => {
  const answer = {
    access_token: ACCESS_TOKEN,
    refresh_token: 'r',
    id_token: 'i',
    token_type: 'Bearer',
    user: {
      id: 'u1',
      access_token: 'xoxp',
      accessToken: 'x',
      client_secret: 's',
      apiKey: 'k',
      password: 'p',
    },
  };

  test('in the token response are hidden from the expression', async () => {
    const tokens = tokenSet({ response: answer });
    expect(await map('$string(token)', { tokens })).toBe('{"token_type":"Bearer","user":{"id":"u1"}}');
    expect(await map('$join($keys($), ",")', { tokens })).toBe('token');
  });

  test('in the userinfo are hidden too', async () => {
    expect(await map('$string(userinfo)', { userinfo: { id: 1, pages: [{ access_token: 'x' }] } })).toBe(
      '{"id":1,"pages":[{}]}',
    );
  });
});

describe('long numbers keep every digit', () => {
  test('in the userinfo, even when joined into a string', async () => {
    provider.answers.set('/me', { body: '{"id":1234567890123456,"big":12345678901234567890}' });
    const endpoints = { userinfo_url: provider.url('/me') };
    expect(await map('"u" & userinfo.id & "-" & userinfo.big', { endpoints })).toBe(
      'u1234567890123456-12345678901234567890',
    );
  });

  test('in the id_token', async () => {
    const tokens = tokenSet({ id_token: unsigned('{"sub":12345678901234567890}') });
    expect(await map('id_token.sub', { tokens })).toBe('12345678901234567890');
  });

  test('or are rejected if they have already lost some', async () => {
    const tokens = tokenSet({ response: { id: 1234567890123456, rounded: 2 ** 60 } });
    expect(await map('"u" & token.id', { tokens })).toBe('u1234567890123456');
    expect(await failureOf(map('token.rounded', { tokens }))).toContain('a number too large to be exact');
  });
});

test.each([
  ['a bidirectional override', 'ann\u202Etxt'],
  ['a zero-width space', 'ann\u200B'],
  ['a line break', 'ann\nbob'],
])('an ID with %s is rejected, because it looks like another one', async (_, id) => {
  expect(await failureOf(map('token.id', { tokens: tokenSet({ response: { id } }) }))).toContain(
    'a string with invisible or bidirectional control characters',
  );
});

test('data larger than 256 KB is rejected', async () => {
  const userinfo = (bytes: number) => ({ id: 'u1', padding: 'x'.repeat(bytes) });
  const tokens = tokenSet({ response: {} });
  expect(await map('userinfo.id', { tokens, userinfo: userinfo(262_000) })).toBe('u1');
  expect(await failureOf(map('userinfo.id', { tokens, userinfo: userinfo(262_144) }))).toBe(
    `${FAILED} the data from the provider is larger than 256 KB.`,
  );
});

test('deeply nested data is rejected', async () => {
  const answer = { deep: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown };
  expect(await failureOf(map('1', { tokens: tokenSet({ response: answer }) }))).toBe(
    `${FAILED} the data from the provider is nested too deeply.`,
  );
});
