import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import type { KeySource, Verification } from '../../src/signatures/index.ts';
import {
  APP_ID,
  MICROSOFT_KEYS,
  notification,
  PUBLISHER,
  TENANT_ID,
  validationToken,
} from '../support/microsoft-graph.ts';
import { checkSender } from './check.ts';
import { plainRequest } from './plain.ts';

const SECRET = 'what Graph sends';
const OTHER_ID = 'f6a2d1f8-0000-4000-8000-000000000000';
const MICROSOFT = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The keys of Microsoft, and no others. */
const KEYS: KeySource = {
  async keySet(url) {
    if (url !== MICROSOFT_KEYS) throw new Error(`${url} is not Microsoft's`);
    return createLocalJWKSet({ keys: [{ ...(await exportJWK(MICROSOFT.publicKey)), kid: 'microsoft' }] });
  },
  certificate: () => Promise.reject(new Error('no certificate is needed')),
};

const DECLARED: Verification = { type: 'microsoft_graph', validation_tokens: { app_ids: [APP_ID] } };
const WITH_DATA = [notification({ encryptedContent: { data: '' } })];

async function reasonOf(
  validationTokens: unknown,
  { value = WITH_DATA, verification = DECLARED }: { value?: unknown[]; verification?: Verification } = {},
): Promise<string> {
  const body = Buffer.from(JSON.stringify({ value, validationTokens }));
  const request = plainRequest({ body, headers: {}, secrets: [SECRET], now: Date.now() });
  const verdict = await checkSender(verification, request, KEYS);
  return verdict.valid ? 'valid' : verdict.reason;
}

const token = (change: { [K in keyof JWTPayload]?: JWTPayload[K] | undefined } = {}) =>
  validationToken(MICROSOFT.privateKey, change as JWTPayload);
const restrictedTo = (tenant: string): Verification => ({
  type: 'microsoft_graph',
  validation_tokens: { app_ids: [OTHER_ID, APP_ID], tenant_ids: [tenant] },
});

test('tokens of version 2.0 and 1.0 are valid', async () => {
  const older = { iss: `https://sts.windows.net/${TENANT_ID}/`, azp: undefined, appid: PUBLISHER };
  expect(await reasonOf([await token(), await token(older)])).toBe('valid');
  expect(await reasonOf([await token()], { verification: restrictedTo(TENANT_ID) })).toBe('valid');
});

test.each<[string, Parameters<typeof token>[0], RegExp]>([
  ['for another app', { aud: OTHER_ID }, /^The claim aud /],
  ['for no app', { aud: undefined }, /^The JWT has no claim aud|^The claim aud /],
  ['that has expired', { exp: Math.floor(Date.now() / 1000) - 120 }, /expired/],
  ['that does not expire', { exp: undefined }, /no claim exp/],
  ['issued to another app', { azp: OTHER_ID }, /not issued to the publisher/],
  [
    'issued to another app, with an older name',
    { azp: undefined, appid: OTHER_ID },
    /not issued to the publisher/,
  ],
  ['issued to two apps', { azp: OTHER_ID, appid: PUBLISHER }, /not issued to the publisher/],
  ['issued to no app', { azp: undefined }, /not issued to the publisher/],
  ['of another issuer', { iss: `https://login.example/${TENANT_ID}/v2.0` }, /not issued by Microsoft Entra/],
  ['issued for another tenant', { tid: OTHER_ID }, /not issued by Microsoft Entra/],
  ['without a tenant', { tid: undefined }, /not issued by Microsoft Entra/],
])('a token %s is refused', async (_what, change, reason) => {
  expect(await reasonOf([await token(change)])).toMatch(reason);
  expect(await reasonOf([await token(), await token(change)])).toMatch(reason);
});

test('a token that Microsoft did not sign is refused', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = Buffer.from(MICROSOFT.publicKey.export({ format: 'pem', type: 'spki' }));
  const claims = { aud: APP_ID, azp: PUBLISHER, tid: TENANT_ID };
  const hmac = new SignJWT(claims)
    .setExpirationTime('1h')
    .setProtectedHeader({ alg: 'HS256', kid: 'microsoft' });
  const forged = [
    await validationToken(other.privateKey),
    await hmac.sign(secret),
    new UnsecuredJWT(claims).setExpirationTime('1h').encode(),
    'not a token',
    '',
  ];
  for (const one of forged) expect(await reasonOf([one])).toMatch(/JWT/);
});

test('resource data without a token is refused, and so is that of another tenant', async () => {
  const without = /no token of its tenant/;
  expect(await reasonOf(undefined)).toMatch(without);
  expect(await reasonOf([])).toMatch(without);
  const mixed = [...WITH_DATA, notification({ encryptedContent: {}, tenantId: OTHER_ID })];
  expect(await reasonOf([await token()], { value: mixed })).toMatch(without);
  const iss = `https://login.microsoftonline.com/${OTHER_ID}/v2.0`;
  expect(await reasonOf([await token(), await token({ tid: OTHER_ID, iss })], { value: mixed })).toBe(
    'valid',
  );
  expect(await reasonOf([await token()], { verification: restrictedTo(OTHER_ID) })).toMatch(/tenant_ids/);
});

test('notifications without resource data need no token, but one that is sent is verified', async () => {
  const value = [notification()];
  expect(await reasonOf(undefined, { value })).toBe('valid');
  expect(await reasonOf([await token({ aud: OTHER_ID })], { value })).toMatch(/aud/);
});

test.each([
  ['no list', {}, /not an array/],
  ['null', null, /not an array/],
  ['too many', Array(51).fill(''), /at most 50/],
  ['not text', [{}], /not a string/],
])('validationTokens that are %s are refused', async (_what, tokens, reason) => {
  expect(await reasonOf(tokens)).toMatch(reason);
});

test('tokens are only verified if they are declared, and only after the clientState', async () => {
  expect(await reasonOf(['x'], { verification: { type: 'microsoft_graph' } })).toBe('valid');
  const value = [notification({ clientState: 'other', encryptedContent: {} })];
  expect(await reasonOf(['x'], { value })).toMatch(/clientState does not match/);
});
