import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import {
  validateToken,
  type ServiceEndpoints,
  type TokenValidation,
} from '../../../src/credentials/config-services/index.ts';
import {
  failureOf,
  outboundHere,
  startThirdParty,
  tokenSet,
  unsigned,
  type ThirdParty,
} from './third-party.ts';

const FAILED = 'token_validation: The token validation service failed:';
const NOW = 1_700_000_000;
const ISSUER = 'https://login.acme.test';

interface Pair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

let provider: ThirdParty;
let first: Pair;
let second: Pair;

beforeAll(async () => {
  [first, second] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
});
beforeEach(async () => {
  provider = await startThirdParty();
});
afterEach(() => provider.stop());

function sign(claims: JWTPayload, { key = first, alg = 'RS256', kid = 'one' as string | null } = {}) {
  const header = { alg, ...(kid !== null && { kid }) };
  return new SignJWT({ iss: ISSUER, exp: NOW + 300, ...claims })
    .setProtectedHeader(header)
    .sign(key.privateKey);
}

async function publish(keys: Record<string, Pair>, members: object = {}) {
  const published = await Promise.all(
    Object.entries(keys).map(async ([kid, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid,
      ...members,
    })),
  );
  provider.answers.set('/jwks', { body: { keys: published } });
}

function validate(
  access_token: string,
  config: object = {},
  more: { id_token?: string; endpoints?: ServiceEndpoints } = {},
) {
  const { id_token, endpoints = {} } = more;
  return validateToken({ type: 'jwt', jwks_url: provider.url('/jwks'), ...config } as TokenValidation, {
    tokens: tokenSet({ access_token, ...(id_token !== undefined && { id_token }) }),
    client: { client_id: 'us', client_secret: 'secret', authentication: 'header' },
    endpoints,
    outbound: outboundHere(),
    clock: () => NOW * 1000,
  });
}

test('an access token signed with a published key is accepted', async () => {
  await publish({ one: first });
  expect(await validate(await sign({}))).toEqual({});
});

test.each(['PS256', 'ES256', 'EdDSA'])('%s is supported too', async (alg) => {
  const key = await generateKeyPair(alg, { extractable: true });
  await publish({ one: key });
  expect(await validate(await sign({}, { key, alg }))).toEqual({});
});

test('the provider’s key set and issuer are the defaults', async () => {
  await publish({ one: first });
  const endpoints = { jwks_url: provider.url('/jwks'), issuer: ISSUER };
  const none = { jwks_url: undefined };
  expect(await validate(await sign({}), none, { endpoints })).toEqual({});
  expect(await failureOf(validate(await sign({ iss: 'https://other.test' }), none, { endpoints }))).toBe(
    `${FAILED} the issuer of the access_token is "https://other.test", but "${ISSUER}" was expected.`,
  );
  expect(
    await validate(
      await sign({ iss: 'https://other.test' }),
      { ...none, issuer: 'https://other.test' },
      { endpoints },
    ),
  ).toEqual({});
});

test('a key is accepted as soon as it is published and until it is removed', async () => {
  await publish({ one: first });
  const rotated = await sign({}, { key: second, kid: 'two' });
  const unknown = `${FAILED} the access_token is signed with a key that ${provider.host} does not publish.`;
  expect(await failureOf(validate(rotated))).toBe(unknown);
  await publish({ one: first, two: second });
  expect(await validate(rotated)).toEqual({});
  await publish({ two: second });
  expect(await failureOf(validate(await sign({})))).toBe(unknown);
});

test('a token without a kid is verified with each key', async () => {
  await publish({ one: first, two: second });
  expect(await validate(await sign({}, { key: second, kid: null }))).toEqual({});
  const stranger = await generateKeyPair('RS256');
  expect(await failureOf(validate(await sign({}, { key: stranger, kid: null })))).toBe(
    `${FAILED} the signature of the access_token does not match the keys that ${provider.host} publishes.`,
  );
  expect(await failureOf(validate(await sign({ exp: NOW - 300 }, { key: second, kid: null })))).toBe(
    `${FAILED} the access_token has expired.`,
  );
});

test('a signature by another key with the same kid is rejected', async () => {
  await publish({ one: first });
  expect(await failureOf(validate(await sign({}, { key: second })))).toBe(
    `${FAILED} the signature of the access_token does not match the keys that ${provider.host} publishes.`,
  );
});

describe('algorithms that need no private key are rejected:', () => {
  const REFUSED = `${FAILED} the access_token is not signed with a public-key algorithm (RS, PS, ES, EdDSA).`;
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each(['none', 'None', 'NONE'])('alg %s', async (alg) => {
    await publish({ one: first });
    const token = `${encode({ alg, kid: 'one' })}.${encode({ iss: ISSUER, exp: NOW + 300 })}.`;
    expect(await failureOf(validate(token))).toBe(REFUSED);
  });

  test('HS256 with the public key as its secret', async () => {
    await publish({ one: first });
    const secrets = [await exportSPKI(first.publicKey), JSON.stringify(await exportJWK(first.publicKey))];
    for (const secret of secrets) {
      const token = await new SignJWT({ iss: ISSUER, exp: NOW + 300 })
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(new TextEncoder().encode(secret));
      expect(await failureOf(validate(token))).toBe(REFUSED);
    }
  });

  test('HS256 with a secret from the key set', async () => {
    const secret = new TextEncoder().encode('a published secret is no secret.');
    const k = Buffer.from(secret).toString('base64url');
    provider.answers.set('/jwks', { body: { keys: [{ kty: 'oct', kid: 'one', alg: 'HS256', k }] } });
    const token = await new SignJWT({ exp: NOW + 300 })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(secret);
    expect(await failureOf(validate(token))).toBe(REFUSED);
  });
});

describe('times are checked with a tolerance of 60 seconds:', () => {
  test.each([
    ['expired 59 seconds ago', { exp: NOW - 59 }, undefined],
    ['expired 61 seconds ago', { exp: NOW - 61 }, 'the access_token has expired.'],
    ['becomes valid in 59 seconds', { nbf: NOW + 59 }, undefined],
    ['becomes valid in 61 seconds', { nbf: NOW + 61 }, 'the access_token is not valid yet.'],
    [
      'has an exp that is not a number',
      { exp: 'tomorrow' as unknown as number },
      'the "exp" claim of the access_token is not valid.',
    ],
  ])('a token that %s', async (_when, claims, reason) => {
    await publish({ one: first });
    const validation = validate(await sign(claims));
    if (reason === undefined) expect(await validation).toEqual({});
    else expect(await failureOf(validation)).toBe(`${FAILED} ${reason}`);
  });
});

describe('configured claims are required:', () => {
  test.each<[string, object, JWTPayload, string | undefined]>([
    ['the issuer', { issuer: ISSUER }, {}, undefined],
    [
      'another issuer',
      { issuer: `${ISSUER}/` },
      {},
      `the issuer of the access_token is "${ISSUER}", but "${ISSUER}/" was expected.`,
    ],
    [
      'no issuer',
      { issuer: ISSUER },
      { iss: undefined as unknown as string },
      'the access_token has no "iss" claim.',
    ],
    ['the audience', { audience: 'api' }, { aud: ['x', 'api'] }, undefined],
    ['one of the audiences', { audience: ['api', 'api2'] }, { aud: 'api2' }, undefined],
    [
      'another audience',
      { audience: 'api' },
      { aud: 'other' },
      'the audience of the access_token is "other", but "api" was expected.',
    ],
    ['no audience', { audience: 'api' }, {}, 'the access_token has no "aud" claim.'],
  ])('%s', async (_what, config, claims, reason) => {
    await publish({ one: first });
    const validation = validate(await sign(claims), config);
    if (reason === undefined) expect(await validation).toEqual({});
    else expect(await failureOf(validation)).toBe(`${FAILED} ${reason}`);
  });
});

describe('an id_token', () => {
  const config = { token: 'id_token' };
  const check = (id_token?: string, more = {}) =>
    validate('opaque', { ...config, ...more }, id_token === undefined ? {} : { id_token });

  test('for the client is accepted', async () => {
    await publish({ one: first });
    expect(await check(await sign({ aud: 'us' }))).toEqual({});
  });

  test('for another client is rejected unless that audience is configured', async () => {
    await publish({ one: first });
    const token = await sign({ aud: 'them' });
    expect(await failureOf(check(token))).toBe(
      `${FAILED} the audience of the id_token is "them", but "us" was expected.`,
    );
    expect(await check(token, { audience: 'them' })).toEqual({});
  });

  test('without an expiration is rejected', async () => {
    await publish({ one: first });
    const token = await sign({ aud: 'us', exp: undefined as unknown as number });
    expect(await failureOf(check(token))).toBe(`${FAILED} the id_token has no "exp" claim.`);
  });

  test('that is missing is reported', async () => {
    expect(await failureOf(check())).toBe(
      `${FAILED} the provider did not return an id_token. Most providers require the scope openid for one.`,
    );
  });
});

test.each([
  ['opaque', 'the access_token is not a JWT. Use the type introspection or userinfo to check it.'],
  ['a.b.c.d.e', 'the access_token is an encrypted JWT, which only its audience can decrypt.'],
])('the token %s is reported as not a signed JWT, without fetching the keys', async (token, reason) => {
  expect(await failureOf(validate(token))).toBe(`${FAILED} ${reason}`);
  expect(provider.requests).toEqual([]);
});

test.each([
  ['a.b.c', 'the access_token is not a well-formed JWT.'],
  ['..', 'the access_token is not a well-formed JWT.'],
])('the token %s is reported as malformed', async (token, reason) => {
  await publish({ one: first });
  expect(await failureOf(validate(token))).toBe(`${FAILED} ${reason}`);
});

test.each<[string, unknown]>([
  ['an object without keys', {}],
  ['keys that are not an array', { keys: 'x' }],
  ['keys that are not objects', { keys: ['x'] }],
])('%s is not a key set', async (_what, body) => {
  provider.answers.set('/jwks', { body });
  expect(await failureOf(validate(unsigned({})))).toBe(
    `${FAILED} ${provider.host} did not return a JSON Web Key Set.`,
  );
});

test('a key set with more than 50 keys is rejected', async () => {
  const { kid: _, ...key } = { ...(await exportJWK(second.publicKey)), kid: '' };
  provider.answers.set('/jwks', { body: { keys: Array.from({ length: 51 }, () => key) } });
  expect(await failureOf(validate(await sign({}, { kid: null })))).toBe(
    `${FAILED} the JWKS URL returned more than 50 keys.`,
  );
});

test('an issuer that is not a string is not quoted in the error', async () => {
  await publish({ one: first });
  const iss = JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`) as unknown as string;
  expect(await failureOf(validate(await sign({ iss }), { issuer: ISSUER }))).toBe(
    `${FAILED} the issuer of the access_token is not a string, but "${ISSUER}" was expected.`,
  );
});

test('unusable keys fail the service', async () => {
  provider.answers.set('/jwks', { body: { keys: [{ kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' }] } });
  expect(await failureOf(validate(await sign({})))).toBe(
    `${FAILED} the access_token cannot be verified with the keys that ${provider.host} publishes.`,
  );
});

test('a missing key set fails the service', async () => {
  expect(await failureOf(validate(await sign({})))).toBe(
    `${FAILED} ${provider.host} responded with status 404.`,
  );
});
