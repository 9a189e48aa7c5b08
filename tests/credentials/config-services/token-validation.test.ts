import {
  validateToken,
  type ServiceEndpoints,
  type TokenSet,
  type TokenValidation,
} from '../../../src/credentials/config-services/index.ts';
import type { Client } from '../../../src/credentials/protocol/index.ts';
import type { Outbound } from '../../../src/http/index.ts';
import {
  ACCESS_TOKEN,
  failureOf,
  outboundHere,
  startThirdParty,
  tokenSet,
  unsigned,
  type Answer,
  type ThirdParty,
} from './third-party.ts';

const CLIENT: Client = { client_id: 'the id', client_secret: 'se:cret', authentication: 'header' };
const FAILED = 'token_validation: The token validation service failed:';

let provider: ThirdParty;
let outbound: Outbound;

beforeEach(async () => {
  provider = await startThirdParty();
  outbound = outboundHere();
});
afterEach(() => provider.stop());

interface Given {
  client?: Client;
  tokens?: TokenSet;
  endpoints?: ServiceEndpoints;
}

function validate(config: TokenValidation, given: Given = {}) {
  const { client = CLIENT, tokens = tokenSet(), endpoints = {} } = given;
  return validateToken(config, { tokens, client, endpoints, outbound, clock: () => 0 });
}

test('none accepts every token without a request', async () => {
  expect(await validate({ type: 'none' })).toEqual({});
  expect(provider.requests).toEqual([]);
});

describe('introspection', () => {
  const at = (answer: Answer, client = CLIENT) => {
    provider.answers.set('/introspect', answer);
    return validate({ type: 'introspection', url: provider.url('/introspect') }, { client });
  };

  test('sends the token form-encoded and accepts an active one', async () => {
    expect(await at({ body: { active: true, exp: 1 } })).toEqual({});
    const [request] = provider.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/introspect' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toEqual({ token: ACCESS_TOKEN, token_type_hint: 'access_token' });
  });

  test('sends the client credentials form-encoded in the header, and not in the body', async () => {
    await at({ body: { active: true } });
    const basic = `Basic ${Buffer.from('the+id:se%3Acret').toString('base64')}`;
    expect(provider.requests[0]?.headers.authorization).toBe(basic);
    expect(provider.requests[0]?.body).not.toContain('client_');
  });

  test('sends the client credentials in the body, and not in the header', async () => {
    await at({ body: { active: true } }, { ...CLIENT, authentication: 'body' });
    const form = Object.fromEntries(new URLSearchParams(provider.requests[0]?.body));
    expect(form).toMatchObject({ client_id: 'the id', client_secret: 'se:cret' });
    expect(provider.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('sends only the client_id of a public client, in the body', async () => {
    await at({ body: { active: true } }, { ...CLIENT, client_secret: null });
    const form = Object.fromEntries(new URLSearchParams(provider.requests[0]?.body));
    expect(form).toEqual({ token: ACCESS_TOKEN, token_type_hint: 'access_token', client_id: 'the id' });
    expect(provider.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('uses the provider’s endpoint by default', async () => {
    provider.answers.set('/from-discovery', { body: { active: true } });
    await validate(
      { type: 'introspection' },
      { endpoints: { introspection_url: provider.url('/from-discovery') } },
    );
    expect(provider.requests.map(({ path }) => path)).toEqual(['/from-discovery']);
  });

  test.each<[string, Answer, string]>([
    ['an inactive token', { body: { active: false } }, 'HOST reported that the token is not active.'],
    ['no active member', { body: { sub: 'x' } }, 'HOST did not return a boolean "active" member.'],
    ['active as a string', { body: { active: 'true' } }, 'HOST did not return a boolean "active" member.'],
    ['active as a number', { body: { active: 1 } }, 'HOST did not return a boolean "active" member.'],
    [
      'a rejected client',
      { status: 401, body: { error: 'invalid_client', error_description: ACCESS_TOKEN } },
      'HOST responded with status 401 (invalid_client).',
    ],
    ['status 201', { status: 201, body: { active: true } }, 'HOST responded with status 201.'],
    ['an outage', { status: 503, body: '<html>' }, 'HOST responded with status 503.'],
    [
      'an error that repeats the token',
      { status: 400, body: { error: ACCESS_TOKEN } },
      'HOST responded with status 400.',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: '/elsewhere' } },
      'HOST responded with status 302 (redirects are not followed).',
    ],
    ['HTML', { body: '<html>{"active":true}</html>' }, 'HOST returned something other than a JSON object.'],
    ['an array', { body: [{ active: true }] }, 'HOST returned something other than a JSON object.'],
    ['an empty body', { body: '' }, 'HOST returned an empty body instead of a JSON object.'],
    [
      'a signed response',
      { headers: { 'content-type': 'application/jwt' }, body: unsigned({ active: true }) },
      'HOST returned a JWT instead of a JSON object.',
    ],
  ])('rejects %s', async (_what, answer, reason) => {
    expect(await failureOf(at(answer))).toBe(`${FAILED} ${reason.replace('HOST', provider.host)}`);
    expect(provider.requests).toHaveLength(1);
  });
});

describe('userinfo', () => {
  const at = (answer: Answer, tokens = tokenSet()) => {
    provider.answers.set('/me', answer);
    return validate({ type: 'userinfo', url: provider.url('/me') }, { tokens });
  };

  test('sends the token as a bearer token and passes the response to the mapper', async () => {
    expect(await at({ body: { id: 7 } })).toEqual({ userinfo: { id: 7 } });
    expect(provider.requests[0]).toMatchObject({ method: 'GET', path: '/me', body: '' });
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${ACCESS_TOKEN}`);
  });

  test('keeps every digit of long ids', async () => {
    const body = '{"id":12345678901234567890,"text":"\\"1234567890123456\\"","ratio":0.1234567890123456}';
    const { userinfo } = await at({ body });
    expect(userinfo).toEqual({
      id: '12345678901234567890',
      text: '"1234567890123456"',
      ratio: 0.1234567890123456,
    });
  });

  test('uses the provider’s endpoint by default', async () => {
    provider.answers.set('/from-discovery', { body: {} });
    await validate({ type: 'userinfo' }, { endpoints: { userinfo_url: provider.url('/from-discovery') } });
    expect(provider.requests.map(({ path }) => path)).toEqual(['/from-discovery']);
  });

  test.each<[string, Answer, string]>([
    [
      'an invalid token',
      { status: 401, body: { error: 'invalid_token' } },
      'HOST responded with status 401 (invalid_token).',
    ],
    ['an array', { body: [1] }, 'HOST returned something other than a JSON object.'],
    ['HTML', { body: '<html>' }, 'HOST returned something other than a JSON object.'],
    ['null', { body: 'null' }, 'HOST returned something other than a JSON object.'],
  ])('rejects %s', async (_what, answer, reason) => {
    expect(await failureOf(at(answer))).toBe(`${FAILED} ${reason.replace('HOST', provider.host)}`);
  });

  test('rejects claims about a different user than in the id_token', async () => {
    const tokens = tokenSet({ id_token: unsigned({ sub: 'alice' }) });
    expect(await failureOf(at({ body: { sub: 'bob' } }, tokens))).toBe(
      `${FAILED} ${provider.host} returned a different sub than the id_token.`,
    );
    expect(await at({ body: { sub: 'alice' } }, tokens)).toEqual({ userinfo: { sub: 'alice' } });
    expect(await at({ body: { id: 1 } }, tokens)).toEqual({ userinfo: { id: 1 } });
  });
});

test.each<[TokenValidation, string, string]>([
  [{ type: 'introspection' }, 'the type introspection requires url', 'url'],
  [{ type: 'userinfo' }, 'the type userinfo requires url', 'url'],
  [{ type: 'jwt' }, 'the type jwt requires jwks_url', 'jwks_url'],
])('%j without a URL is reported', async (config, reason, field) => {
  expect(await failureOf(validate(config))).toBe(
    `${FAILED} ${reason}, and no default is known for this provider. Set ${field}.`,
  );
});

test.each<TokenValidation['type']>(['introspection', 'userinfo', 'jwt'])(
  '%s cannot call an address that is not allowed',
  async (type) => {
    const url = 'http://127.0.0.2/secret-path?key=secret';
    const config = { type, ...(type === 'jwt' ? { jwks_url: url } : { url }) } as TokenValidation;
    const tokens = tokenSet({ access_token: unsigned({}) });
    expect(await failureOf(validate(config, { tokens }))).toBe(
      `${FAILED} the request to 127.0.0.2 failed. The URL must begin with https://. http:// is only allowed for hosts that an operator lists in OUTBOUND_ALLOW.`,
    );
  },
);

test('an unreachable provider fails the service', async () => {
  const url = provider.url('/me');
  await provider.stop();
  expect(await failureOf(validate({ type: 'userinfo', url }))).toBe(
    `${FAILED} the request to ${provider.host} failed. The server could not be reached (ECONNREFUSED).`,
  );
});

test('an oversized response fails the service', async () => {
  provider.answers.set('/me', { body: { padding: 'x'.repeat(1_048_576) } });
  expect(await failureOf(validate({ type: 'userinfo', url: provider.url('/me') }))).toBe(
    `${FAILED} the request to ${provider.host} failed. The response is larger than 131072 bytes.`,
  );
});
