import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, exportJWK, SignJWT } from 'jose';
import type { KeySet } from '../../src/crypto/index.ts';
import type { JwtVerification } from '../../src/schema/index.ts';
import {
  assertVerification,
  secretFault,
  replayWindow,
  type KeySource,
  type SignedRequest,
} from '../../src/signatures/index.ts';
import { checkSender } from './check.ts';

const NOW = 1_700_000_000;
const SECRET = 'monday signs with this';
const SHARED: JwtVerification = { type: 'jwt', header: 'Authorization', algorithms: ['HS256'] };
const PUBSUB: JwtVerification = {
  type: 'jwt',
  algorithms: ['RS256'],
  jwks_url: 'https://keys.example/jwks',
  issuer: 'https://accounts.google.com',
  audience: 'our-push',
  claims: { email: 'pubsub@example.iam.gserviceaccount.com', email_verified: true },
};
const PLAID: JwtVerification = {
  type: 'jwt',
  header: 'Plaid-Verification',
  algorithms: ['ES256'],
  max_age: 300,
  body_hash_claim: 'request_body_sha256',
};

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();
const GOOGLE = { iss: PUBSUB.issuer, aud: PUBSUB.audience, ...PUBSUB.claims };
const BODY = '{"a":1}';
const BODY_HASH = '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862';

async function jwt(alg: string, key: KeyObject, claims: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ exp: NOW + 300, iat: NOW, ...claims })
    .setProtectedHeader({ alg, ...header })
    .sign(key);
}
const shared = (claims?: object, secret = SECRET) =>
  jwt('HS256', createSecretKey(Buffer.from(secret)), claims);

/** Publishes one key set after the other: the next one each time a refresh is asked for. */
async function publishing(...sets: KeyObject[][]): Promise<KeySource & { refreshed: number }> {
  const published: KeySet[] = [];
  for (const set of sets) {
    const keys = await Promise.all(
      set.map(async (key, at) => ({ ...(await exportJWK(key)), kid: `k${at}` })),
    );
    published.push(createLocalJWKSet({ keys }));
  }
  const source = {
    refreshed: 0,
    keySet: (_url: string, refresh?: boolean) => {
      if (refresh === true) source.refreshed += 1;
      return Promise.resolve(published[Math.min(source.refreshed, published.length - 1)]!);
    },
    certificate: () => Promise.reject(new Error('no certificate is needed')),
  };
  return source;
}

async function outcome(
  verification: JwtVerification,
  token: string,
  change: Partial<SignedRequest> = {},
  keys?: KeySource,
) {
  const { header = 'Authorization' } = verification;
  const text = verification.header === undefined ? `Bearer ${token}` : token;
  const request = {
    headers: { [header.toLowerCase()]: text },
    body: Buffer.from(BODY),
    method: 'POST',
    url: 'https://a.example/',
    secrets: [SECRET],
    now: NOW * 1000,
    ...change,
  };
  const checked = await checkSender(verification, request, keys);
  return checked.valid ? checked.replay : checked.reason;
}
const ACCEPTED = { key: null, by: null };

describe('with a shared secret', () => {
  test('a JWT that was signed with it is accepted', async () => {
    expect(await outcome(SHARED, await shared())).toEqual(ACCEPTED);
    expect(await outcome(SHARED, await shared(), { secrets: ['other', SECRET] })).toEqual(ACCEPTED);
  });

  test('any changed character of the JWT is refused', async () => {
    const token = await shared();
    // The last character of base64url can have unused bits.
    const changed = Array.from(token.slice(0, -1), (character, at) => {
      const other = character === 'A' ? 'B' : 'A';
      return outcome(SHARED, token.slice(0, at) + other + token.slice(at + 1));
    });
    for (const one of await Promise.all(changed)) expect(one).toEqual(expect.any(String));
  });

  test.each<[string, (() => Promise<string>) | string, RegExp]>([
    ['another secret', () => shared({}, 'another secret'), /signature of the JWT does not match/],
    ['an expiration in the past', () => shared({ exp: NOW - 61 }), /has expired/],
    ['no expiration', () => shared({ exp: undefined }), /has no claim exp/],
    ['a start in the future', () => shared({ nbf: NOW + 61 }), /claim nbf/],
    ['no JWT', 'nothing', /does not contain a JWT/],
    ['a prefix that is not declared', async () => `Bearer ${await shared()}`, /malformed/],
    ['too much of it', `${'a'.repeat(20_000)}.b.c`, /does not contain a JWT/],
  ])('%s is refused', async (_what, token, reason) => {
    expect(await outcome(SHARED, typeof token === 'string' ? token : await token())).toMatch(reason);
  });

  test('a prefix is used as declared', async () => {
    const atlassian = { ...SHARED, prefix: 'JWT ' };
    expect(await outcome(atlassian, `JWT ${await shared()}`)).toEqual(ACCEPTED);
    expect(await outcome(atlassian, await shared())).toMatch(/does not contain a JWT after JWT/);
  });

  test('a JWT in the body is read there', async () => {
    const { header: _, ...inBody } = { ...SHARED, pointer: '/token' };
    const body = Buffer.from(JSON.stringify({ token: await shared() }));
    expect(await outcome(inBody, '', { body })).toEqual(ACCEPTED);
  });
});

describe('the algorithm is never chosen by the request:', () => {
  const unsigned = (header: object) =>
    [header, { exp: NOW + 300 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');

  test('"none" is refused', async () => {
    for (const alg of ['none', 'None', ''])
      for (const verification of [SHARED, { ...PLAID, body_hash_claim: undefined } as never])
        expect(await outcome(verification, `${unsigned({ alg })}.`)).toEqual(expect.any(String));
  });

  test('a public key is not used as a shared secret', async () => {
    const { body_hash_claim: _, ...byKey } = { ...PLAID, algorithms: ['RS256'] } as JwtVerification;
    const pem = pemOf(rsa.publicKey);
    for (const key of [pem, pem.trim(), rsa.publicKey.export({ format: 'der', type: 'spki' })]) {
      const content = unsigned({ alg: 'HS256', typ: 'JWT' });
      const forged = `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
      expect(await outcome(byKey, forged, { secrets: [pem] })).toBe(
        'The JWT is not signed with one of the algorithms of this webhook.',
      );
    }
    expect(await outcome(SHARED, await shared({}, pem), { secrets: [pem] })).toMatch(
      /^A secret is a public key/,
    );
    expect(secretFault(SHARED, pem)).toMatch(/not a public key/);
  });

  test('one that is not declared is refused, even with the right key', async () => {
    const { body_hash_claim: _, ...byKey } = { ...PLAID, algorithms: ['RS256'] } as JwtVerification;
    const secrets = [pemOf(rsa.publicKey)];
    expect(await outcome(byKey, await jwt('RS256', rsa.privateKey), { secrets })).toEqual(ACCEPTED);
    expect(await outcome(byKey, await jwt('PS256', rsa.privateKey), { secrets })).toMatch(
      /not signed with one of/,
    );
  });
});

describe('with a key set', () => {
  const google = (claims: object = {}, header: object = { kid: 'k0' }, key = rsa.privateKey) =>
    jwt('RS256', key, { ...GOOGLE, ...claims }, header);

  test('a JWT of the sender is accepted', async () => {
    const keys = await publishing([rsa.publicKey]);
    expect(await outcome(PUBSUB, await google(), { secrets: [] }, keys)).toEqual(ACCEPTED);
    expect(await outcome(PUBSUB, await google({}, {}), { secrets: [] }, keys)).toEqual(ACCEPTED);
  });

  test.each([
    ['issuer', { iss: 'https://other.example' }],
    ['audience', { aud: 'another push' }],
    ['claim', { email: 'pubsub@other.iam.gserviceaccount.com' }],
    ['type of a claim', { email_verified: 'true' }],
    ['missing claim', { email: undefined }],
  ])('one for another receiver is refused: by its %s', async (_what, claims) => {
    const keys = await publishing([rsa.publicKey]);
    expect(await outcome(PUBSUB, await google(claims), {}, keys)).toMatch(
      /^The claim .* of the JWT|has no claim/,
    );
  });

  test('a key that is not in it is looked for again, once', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rotated = await publishing([other.publicKey], [other.publicKey, rsa.publicKey]);
    expect(await outcome(PUBSUB, await google({}, { kid: 'k1' }), {}, rotated)).toEqual(ACCEPTED);
    const keys = await publishing([rsa.publicKey]);
    expect(await outcome(PUBSUB, await google({}, { kid: 'k9' }), {}, keys)).toMatch(/does not publish/);
    expect(keys.refreshed).toBe(1);
  });

  test('a JWT cannot bring its own key', async () => {
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = await exportJWK(own.publicKey);
    const keys = await publishing([rsa.publicKey]);
    const token = await google({}, { kid: 'k0', jwk, jku: 'https://evil.example/' }, own.privateKey);
    expect(await outcome(PUBSUB, token, {}, keys)).toMatch(/signature of the JWT does not match/);
  });
});

describe('with the hash of the body', () => {
  const plaid = (claims: object = {}) =>
    jwt('ES256', ec.privateKey, { request_body_sha256: BODY_HASH, ...claims });
  const secrets = [JSON.stringify(ec.publicKey.export({ format: 'jwk' }))];

  test('the body is covered, and the request identifies a replay', async () => {
    const token = await plaid();
    expect(await outcome(PLAID, token, { secrets })).toEqual({ by: 'timestamp', key: expect.any(String) });
    expect(await outcome(PLAID, token, { secrets, body: Buffer.from('{"a":2}') })).toMatch(
      /hash of the body/,
    );
    expect(await outcome(PLAID, await plaid({ request_body_sha256: undefined }), { secrets })).toMatch(
      /hash of the body/,
    );
  });

  test('another signature of the same token is the same event', async () => {
    const [one, two] = [await plaid(), await plaid()];
    expect(one).not.toBe(two);
    expect(await outcome(PLAID, one, { secrets })).toEqual(await outcome(PLAID, two, { secrets }));
  });

  test('an ID in the body is signed', async () => {
    expect(await outcome({ ...PLAID, id_pointer: '/a' }, await plaid(), { secrets })).toMatchObject({
      by: 'signed id',
    });
    expect(await outcome({ ...SHARED, id_pointer: '/a' }, await shared())).toMatchObject({ by: 'id' });
  });

  test('a JWT that is older than max_age is refused, and replays are remembered for as long', async () => {
    const at = (seconds: number) => ({ secrets, now: (NOW + seconds) * 1000 });
    const token = await plaid({ exp: undefined });
    expect(await outcome(PLAID, token, at(360))).toMatchObject({ by: 'timestamp' });
    expect(await outcome(PLAID, token, at(361))).toMatch(/older than max_age/);
    expect(await outcome(PLAID, token, at(-61))).toEqual(expect.any(String));
    expect(await outcome(PLAID, await plaid({ iat: undefined }), { secrets })).toMatch(/has no claim iat/);
    expect([replayWindow(PLAID), replayWindow(SHARED)]).toEqual([420_000, 0]);
  });
});

test.each<[object, string]>([
  [{ algorithms: ['HS256', 'RS256'] }, 'algorithms must not contain both'],
  [
    { algorithms: ['HS256'], jwks_url: 'https://a.example', audience: 'a' },
    'algorithms must be those of a public key',
  ],
  [{ algorithms: ['RS256'], jwks_url: 'https://a.example' }, 'jwks_url requires audience, issuer or claims'],
  [{ algorithms: ['RS256'], header: 'X-A', pointer: '/a' }, 'header and pointer cannot both be set'],
  [{ algorithms: ['RS256'], prefix: 'JWT ' }, 'prefix is only allowed with header'],
  [{ algorithms: ['RS256'], header: 'X-A', headers: ['x-a'] }, 'must not be stored'],
  [{ algorithms: ['RS256'], headers: ['authorization'] }, 'cannot be used for verification'],
  [{ algorithms: ['RS256'], header: 'Cookie' }, 'cannot be used for verification'],
])('%j is refused when it is declared', (settings, fault) => {
  expect(() => assertVerification({ type: 'jwt', ...settings } as never, '')).toThrow(fault);
});

test('a secret is checked when it is entered', () => {
  expect(secretFault(PLAID, pemOf(ec.publicKey))).toBeUndefined();
  expect(secretFault(PLAID, pemOf(rsa.publicKey))).toMatch(/public key, for ES256/);
  expect(secretFault(PLAID, 'text')).toMatch(/public key, for ES256/);
  expect(secretFault(SHARED, 'text')).toBeUndefined();
  expect(secretFault(PUBSUB, 'text')).toBe('This sender is verified without a secret. Leave secret out.');
});
