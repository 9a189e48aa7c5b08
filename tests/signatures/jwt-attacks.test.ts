import { createHmac, generateKeyPairSync, sign, type BinaryLike, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, exportJWK } from 'jose';
import type { JwtVerification } from '../../src/schema/index.ts';
import type { KeySource } from '../../src/signatures/index.ts';
import { checkSender } from './check.ts';

const NOW = 1_700_000_000;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const own = generateKeyPairSync('rsa', { modulusLength: 2048 });

const BY_KEY_SET: JwtVerification = {
  type: 'jwt',
  algorithms: ['RS256', 'ES256'],
  jwks_url: 'https://keys.example/jwks',
};

/** What the sender publishes: its two keys and, although nobody should, a symmetric one. */
const keys: KeySource = {
  keySet: async () =>
    createLocalJWKSet({
      keys: [
        { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
        { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256' },
        { kty: 'oct', k: Buffer.from('published').toString('base64url'), kid: 'oct', alg: 'HS256' },
      ],
    }),
  certificate: () => Promise.reject(new Error('no certificate is needed')),
};

async function outcome(token: string, verification = BY_KEY_SET): Promise<string> {
  const request = {
    headers: { authorization: `Bearer ${token}` },
    body: Buffer.from('{}'),
    method: 'POST',
    url: 'https://a.example/',
    secrets: [],
    now: NOW * 1000,
  };
  const checked = await checkSender(verification, request, keys);
  return checked.valid ? 'accepted' : checked.reason;
}

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const contentOf = (header: object, claims: unknown = { exp: NOW + 300 }) => `${part(header)}.${part(claims)}`;

function signedBy(key: KeyObject, header: object, claims?: unknown): string {
  const content = contentOf(header, claims);
  const dsaEncoding = 'ieee-p1363' as const;
  return `${content}.${sign('sha256', Buffer.from(content), { key, dsaEncoding }).toString('base64url')}`;
}

function hmacBy(key: BinaryLike, header: object): string {
  const content = contentOf({ alg: 'HS256', ...header });
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

const valid = signedBy(rsa.privateKey, { alg: 'RS256', kid: 'rsa' });

test('the JWT that the following attacks change is accepted', async () => {
  expect(await outcome(valid)).toBe('accepted');
  expect(await outcome(signedBy(ec.privateKey, { alg: 'ES256', kid: 'ec' }))).toBe('accepted');
});

const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const jwk = rsa.publicKey.export({ format: 'jwk' });
/** Forms in which a library could take the public key for a shared secret. */
const FORMS: Record<string, BinaryLike> = {
  PEM: pem,
  'PEM without its last line break': pem.trim(),
  'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
  'PEM of PKCS#1': rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }),
  DER: rsa.publicKey.export({ format: 'der', type: 'spki' }),
  JWK: JSON.stringify({ ...jwk, kid: 'rsa', alg: 'RS256' }),
  modulus: Buffer.from(jwk.n!, 'base64url'),
  'base64url of the modulus': jwk.n!,
};

test.each(Object.entries(FORMS))('the public key as a shared secret is refused: %s', async (_, key) => {
  for (const kid of ['rsa', undefined]) expect(await outcome(hmacBy(key, { kid }))).not.toBe('accepted');
});

test('a symmetric key in a key set is refused, because everyone knows it', async () => {
  const mixed = { ...BY_KEY_SET, algorithms: ['RS256', 'HS256'] } as JwtVerification;
  for (const verification of [BY_KEY_SET, mixed])
    expect(await outcome(hmacBy('published', { kid: 'oct' }), verification)).toMatch(/algorithms/);
});

test.each([
  'none',
  'None',
  'NONE',
  'nOnE',
  '',
  ' ',
  'RS256,none',
  'rs256',
  'HS256',
  'RS1',
  null,
  ['RS256'],
  {},
])('the algorithm %j is refused, with any signature', async (alg) => {
  const content = contentOf({ alg, kid: 'rsa' });
  for (const signature of ['', 'AA', valid.split('.')[2]!])
    expect(await outcome(`${content}.${signature}`)).not.toBe('accepted');
});

test.each([
  '../../../../dev/null',
  '/dev/null',
  'file:///dev/null',
  'https://evil.example/keys',
  "' UNION SELECT 'a' -- ",
  'rsa\0',
  'rsa ',
  'RSA',
  '',
  '__proto__',
  'constructor',
  'k'.repeat(10_000),
  0,
  null,
  ['rsa'],
  { kid: 'rsa' },
])('the key ID %j finds no key, and no empty one', async (kid) => {
  for (const key of ['', Buffer.alloc(32), Buffer.alloc(64)])
    expect(await outcome(hmacBy(key, { kid }))).not.toBe('accepted');
  expect(await outcome(signedBy(own.privateKey, { alg: 'RS256', kid }))).not.toBe('accepted');
});

test.each<[string, object]>([
  ['jwk', { jwk: own.publicKey.export({ format: 'jwk' }) }],
  ['jku', { jku: 'https://evil.example/jwks' }],
  ['x5u', { x5u: 'https://evil.example/cert.pem' }],
  ['x5c', { x5c: ['MIIB'] }],
])('a JWT cannot bring its own key as %s', async (_, header) => {
  for (const kid of ['rsa', undefined])
    expect(await outcome(signedBy(own.privateKey, { alg: 'RS256', kid, ...header }))).not.toBe('accepted');
});

test.each<[string, object]>([
  ['that is not encoded', { crit: ['b64'], b64: false }],
  ['that is not encoded, without saying so', { b64: false }],
  ['with an unknown extension that is critical', { crit: ['urn:example'], 'urn:example': 1 }],
  ['with no critical extension', { crit: [] }],
])('a payload %s is refused', async (_, header) => {
  const text = JSON.stringify({ exp: NOW + 300 }).replaceAll('.', '');
  const content = `${part({ alg: 'RS256', kid: 'rsa', ...header })}.${text}`;
  const signature = sign('sha256', Buffer.from(content), rsa.privateKey).toString('base64url');
  expect(await outcome(`${content}.${signature}`)).not.toBe('accepted');
});

test('a critical extension is refused although the sender signed it', async () => {
  const header = { alg: 'RS256', kid: 'rsa', crit: ['urn:example'], 'urn:example': 1 };
  expect(await outcome(signedBy(rsa.privateKey, header))).not.toBe('accepted');
});

test('an ECDSA signature of zeros, or in another encoding, is refused', async () => {
  const content = contentOf({ alg: 'ES256', kid: 'ec' });
  const der = sign('sha256', Buffer.from(content), ec.privateKey);
  for (const signature of [Buffer.alloc(64), Buffer.alloc(0), der, Buffer.alloc(64, 255)])
    expect(await outcome(`${content}.${signature.toString('base64url')}`)).not.toBe('accepted');
});

test('a key is used with its own algorithm only', async () => {
  expect(await outcome(signedBy(rsa.privateKey, { alg: 'RS256', kid: 'ec' }))).not.toBe('accepted');
  expect(await outcome(signedBy(ec.privateKey, { alg: 'ES256', kid: 'rsa' }))).not.toBe('accepted');
});

test.each<[string, unknown]>([
  ['a text', { exp: String(NOW + 300) }],
  ['missing', {}],
  ['null', { exp: null }],
  ['in the past', { exp: NOW - 61 }],
  ['for a JWT that is not valid yet', { exp: NOW + 300, nbf: NOW + 61 }],
  ['in a list', [{ exp: NOW + 300 }]],
  ['in a payload that is no JSON', 'exp'],
])('an expiry %s is refused although the sender signed it', async (_, claims) => {
  expect(await outcome(signedBy(rsa.privateKey, { alg: 'RS256', kid: 'rsa' }, claims))).not.toBe('accepted');
});

test.each<[string, (token: string) => string]>([
  ['with a fourth part', (token) => `${token}.`],
  ['with a line break', (token) => token.replace('.', '.\n')],
  ['with another space before it', (token) => ` ${token}`],
  ['as JSON', (token) => JSON.stringify({ payload: token.split('.')[1], protected: token.split('.')[0] })],
  ['encrypted', (token) => `${token}.AA.AA`],
  ['empty', () => '..'],
])('a token %s is refused', async (_, change) => {
  expect(await outcome(change(valid))).not.toBe('accepted');
});
