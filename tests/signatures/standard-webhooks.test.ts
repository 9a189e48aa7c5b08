import { checkSender } from './check.ts';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { secretFault, type SignedRequest } from '../../src/signatures/index.ts';
import { DELIVERIES, requestOf } from './deliveries.ts';

const STANDARD = { type: 'standard_webhooks' } as const;
const { headers } = DELIVERIES.standard_webhooks;
const SVIX = Object.fromEntries(
  Object.entries(headers).map(([name, value]) => [name.replace('webhook-', 'svix-'), value]),
);

const pair = generateKeyPairSync('ed25519');
const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const PUBLIC_KEY = `whpk_${raw.toString('base64')}`;

const { 'webhook-id': ID, 'webhook-timestamp': AT } = headers as Record<string, string>;
const content = Buffer.from(`${ID}.${AT}.${DELIVERIES.standard_webhooks.body.toString()}`);
const ASYMMETRIC = `v1a,${sign(null, content, pair.privateKey).toString('base64')}`;

async function keyOf(change: Partial<SignedRequest>): Promise<string | null | undefined> {
  const checked = await checkSender(STANDARD, requestOf('standard_webhooks', change));
  return checked.valid ? checked.replay.key : undefined;
}

test('the headers of Svix are the same under another name, and so is the event', async () => {
  expect(await keyOf({ headers: SVIX })).toBe(await keyOf({}));
  expect(await keyOf({ headers: SVIX })).toBeDefined();
});

test('headers of both kinds are not mixed', async () => {
  const { 'webhook-timestamp': _, ...without } = headers;
  expect(await keyOf({ headers: { ...SVIX, ...without } })).toBeUndefined();
  const wrong = { ...headers, 'webhook-signature': 'v1,AAAA' };
  expect(await keyOf({ headers: { ...SVIX, ...wrong } })).toBeUndefined();
});

describe('with a public key', () => {
  const signed = (signature: string, more: Partial<SignedRequest> = {}) =>
    keyOf({ headers: { ...headers, 'webhook-signature': signature }, secrets: [PUBLIC_KEY], ...more });

  test('an Ed25519 signature is accepted, also next to others', async () => {
    expect(await signed(ASYMMETRIC)).toBeDefined();
    expect(await signed(`${headers['webhook-signature']} ${ASYMMETRIC}`)).toBeDefined();
    expect(await signed(ASYMMETRIC, { body: Buffer.from('{"test": 2432232315}') })).toBeUndefined();
  });

  test('an HMAC is not accepted, whatever its key', async () => {
    const forged = [raw, Buffer.from(PUBLIC_KEY), Buffer.from(raw.toString('base64'))].map((key) =>
      createHmac('sha256', key).update(content).digest('base64'),
    );
    for (const mac of forged) {
      expect(await signed(`v1,${mac}`)).toBeUndefined();
      expect(await signed(`v1a,${mac}`)).toBeUndefined();
    }
  });

  test('a secret that it replaces is accepted while both are in use', async () => {
    const secrets = [PUBLIC_KEY, DELIVERIES.standard_webhooks.secret];
    expect(await keyOf({ secrets })).toBe(await keyOf({}));
    expect(await signed(ASYMMETRIC, { secrets })).toBe(await keyOf({}));
  });

  test('the key is checked when it is entered', () => {
    expect(secretFault(STANDARD, PUBLIC_KEY)).toBeUndefined();
    expect(secretFault(STANDARD, 'whpk_AAAA')).toBe(
      'The secret must be an Ed25519 public key in base64 after the prefix whpk_.',
    );
  });
});
