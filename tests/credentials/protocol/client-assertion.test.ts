import { generateKeyPairSync, hash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, exportJWK, jwtVerify } from 'jose';
import { assertionFields } from '../../../src/credentials/protocol/client-assertion.ts';
import { selfSigned } from '../../support/self-signed.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: typeof rsa.privateKey): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const NOW = 1_800_000_000_000;
const base = {
  clientId: 'acme',
  tokenUrl: 'https://third.example/token',
  settings: {},
  clock: () => NOW,
};

test('private_key_jwt sends an assertion for the token URL, signed with the private key', async () => {
  const fields = await assertionFields({ ...base, kind: 'private_key_jwt', secret: pem(rsa.privateKey) });
  expect(fields['client_assertion_type']).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  const { payload, protectedHeader } = await jwtVerify(fields['client_assertion']!, rsa.publicKey, {
    currentDate: new Date(NOW),
  });
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
  expect(payload).toEqual({
    iss: 'acme',
    sub: 'acme',
    aud: 'https://third.example/token',
    jti: expect.stringMatching(/^\w{24}$/),
    iat: NOW / 1000,
    exp: NOW / 1000 + 60,
  });
});

test('an assertion names the certificate that is entered with the key, as Microsoft requires', async () => {
  const { cert, key } = selfSigned({ name: 'acme' });
  const { raw, publicKey } = new X509Certificate(cert);
  for (const secret of [`${cert}${key}`, `${key}${cert}`.replaceAll('\n', '\\n')]) {
    const settings = { algorithm: 'ES256' as const };
    const fields = await assertionFields({ ...base, kind: 'private_key_jwt', secret, settings });
    const { protectedHeader } = await jwtVerify(fields['client_assertion']!, publicKey, {
      currentDate: new Date(NOW),
    });
    expect(protectedHeader).toMatchObject({
      x5t: hash('sha1', raw, 'base64url'),
      'x5t#S256': hash('sha256', raw, 'base64url'),
    });
  }
});

test('a certificate that cannot be read is an error', async () => {
  const broken = `${pem(rsa.privateKey)}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`;
  await expect(assertionFields({ ...base, kind: 'private_key_jwt', secret: broken })).rejects.toThrow(
    'The certificate in client_secret cannot be read.',
  );
});

test('every assertion has another jti, so that a provider that accepts each once accepts them all', async () => {
  const sign = () => assertionFields({ ...base, kind: 'client_secret_jwt', secret: 's3cret' });
  const [one, two] = await Promise.all([sign(), sign()]);
  expect(one!['client_assertion']).not.toBe(two!['client_assertion']);
});

test('client_secret_jwt signs with the client secret', async () => {
  const fields = await assertionFields({
    ...base,
    kind: 'client_secret_jwt',
    secret: 'a secret of 32 characters or more',
  });
  const key = new TextEncoder().encode('a secret of 32 characters or more');
  const { protectedHeader } = await jwtVerify(fields['client_assertion']!, key, {
    currentDate: new Date(NOW),
  });
  expect(protectedHeader.alg).toBe('HS256');
});

test('a provider can require its own algorithm, key ID, claims and parameter, as Apple does', async () => {
  const settings = {
    algorithm: 'ES256' as const,
    key_id: 'KEY1',
    claims: { iss: 'TEAM1', aud: 'https://appleid.apple.com', jti: null },
    lifetime: 300,
    send_as: 'client_secret' as const,
  };
  const fields = await assertionFields({
    ...base,
    kind: 'private_key_jwt',
    secret: pem(ec.privateKey),
    settings,
  });
  expect(Object.keys(fields)).toEqual(['client_secret']);
  expect(decodeProtectedHeader(fields['client_secret']!)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'KEY1' });
  const { payload } = await jwtVerify(fields['client_secret']!, ec.publicKey, { currentDate: new Date(NOW) });
  expect(payload).toEqual({
    iss: 'TEAM1',
    sub: 'acme',
    aud: 'https://appleid.apple.com',
    iat: NOW / 1000,
    exp: NOW / 1000 + 300,
  });
});

test('the private key can be a JWK', async () => {
  const secret = JSON.stringify(await exportJWK(rsa.privateKey));
  const fields = await assertionFields({ ...base, kind: 'private_key_jwt', secret });
  await jwtVerify(fields['client_assertion']!, rsa.publicKey, { currentDate: new Date(NOW) });
});

test.each([
  ['a password', 'hunter2'],
  ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ['a key for another algorithm', pem(ec.privateKey)],
  ['broken JSON', '{"kty": '],
])('%s is refused, and not repeated in the error', async (_what, secret) => {
  const signing = assertionFields({ ...base, kind: 'private_key_jwt', secret });
  await expect(signing).rejects.toMatchObject({ code: 'credential_incomplete', status: 409 });
  await signing.catch((error: Error) =>
    expect(error.message).not.toContain(secret.split('\n').at(-2) ?? secret),
  );
});
