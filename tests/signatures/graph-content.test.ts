import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { decryptionKeysOf, decryptNotifications } from '../../src/signatures/index.ts';
import { encrypted, notification, signedContent } from '../support/microsoft-graph.ts';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const OWN = pair();
const OTHER = pair();
const PLAIN = '{"id": "1565045544600", "n": 12345678901234567890, "body": {"content": "Hällo"}}';

/** @returns the body with resource data decrypted, or why it is refused */
async function outcome(
  body: unknown,
  {
    keys = [OWN.privateKey],
    certificate_ids,
  }: { keys?: (typeof OWN.privateKey)[]; certificate_ids?: string[] } = {},
): Promise<string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const verification = { type: 'microsoft_graph' as const, ...(certificate_ids && { certificate_ids }) };
  try {
    return (await decryptNotifications(verification, Buffer.from(text), keys)).toString();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}
const batch = (encryptedContent: unknown) => ({ value: [notification({ encryptedContent })] });

const CANNOT =
  'VerificationError: The content of a notification cannot be decrypted: it was encrypted for another certificate, or it was modified.';
const NOT_JSON = 'VerificationError: The decrypted content of a notification is not JSON.';

test('the decrypted content takes the place of the encrypted one, and all else stays as it was sent', async () => {
  const content = JSON.stringify(encrypted(PLAIN, OWN.publicKey));
  const around = (inner: string) =>
    `{"value": [ {"n": 1e400, ${inner} ,"id":12345678901234567890}, {"lifecycleEvent":"missed"} ], "a":{"encryptedContent":1}}`;
  expect(await outcome(around(`"encryptedContent" : ${content}`))).toBe(
    around(`"decryptedContent":${PLAIN}`),
  );
});

test('each notification has a key of its own', async () => {
  const value = ['[1]', '"two"', '{"three":3}'].map((plain) =>
    notification({ encryptedContent: encrypted(plain, OWN.publicKey) }),
  );
  const { value: found } = JSON.parse(await outcome({ value })) as { value: { decryptedContent: unknown }[] };
  expect(found.map(({ decryptedContent }) => decryptedContent)).toEqual([[1], 'two', { three: 3 }]);
});

test('while a certificate is replaced, content for either key is decrypted', async () => {
  const keys = [OWN.privateKey, OTHER.privateKey];
  for (const { publicKey } of [OWN, OTHER])
    expect(await outcome(batch(encrypted('1', publicKey)), { keys })).toContain('"decryptedContent":1');
  expect(await outcome(batch(encrypted('1', pair().publicKey)), { keys })).toBe(CANNOT);
});

test('only declared certificate IDs are accepted', async () => {
  const body = batch(encrypted('1', OWN.publicKey));
  expect(await outcome(body, { certificate_ids: ['a', 'my-certificate'] })).toContain('"decryptedContent":1');
  expect(await outcome(body, { certificate_ids: ['a'] })).toBe(
    'VerificationError: The encryptionCertificateId of a notification is not one of certificate_ids.',
  );
});

test('a bit changed in the data, its signature or its key is refused with the same words', async () => {
  const content = encrypted(PLAIN, OWN.publicKey);
  for (const name of ['data', 'dataSignature', 'dataKey'] as const)
    for (const at of [0, 0.5, 1]) {
      const bytes = Buffer.from(content[name], 'base64');
      bytes[Math.floor(at * (bytes.length - 1))]! ^= 1;
      expect(await outcome(batch({ ...content, [name]: bytes.toString('base64') }))).toBe(CANNOT);
    }
});

test('one tampered notification makes the entire request invalid', async () => {
  const good = encrypted(PLAIN, OWN.publicKey);
  const value = [good, { ...good, dataSignature: encrypted('1', OWN.publicKey).dataSignature }];
  expect(await outcome({ value: value.map((encryptedContent) => notification({ encryptedContent })) })).toBe(
    CANNOT,
  );
});

test('the padding is never looked at before the signature is verified', async () => {
  const key = randomBytes(32);
  const blocks = Array.from({ length: 16 }, () => randomBytes(48));
  const forged = blocks.map((data) => ({
    ...signedContent(data, OWN.publicKey, key),
    dataSignature: createHmac('sha256', randomBytes(32)).update(data).digest('base64'),
  }));
  const outcomes = await Promise.all(forged.map((content) => outcome(batch(content))));
  expect(new Set(outcomes)).toEqual(new Set([CANNOT]));
});

test.each<[string, Buffer]>([
  ['no complete blocks', randomBytes(15)],
  ['nothing', Buffer.alloc(0)],
])('signed data of %s is refused', async (_what, data) => {
  expect(await outcome(batch(signedContent(data, OWN.publicKey, randomBytes(32))))).toBe(NOT_JSON);
});

test.each<[string, string | Buffer]>([
  ['text', 'hello'],
  ['two values', '1},{"a":2'],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['nested too deeply', '['.repeat(5000) + ']'.repeat(5000)],
])('decrypted content that is %s is refused', async (_what, plain) => {
  expect(await outcome(batch(encrypted(plain, OWN.publicKey)))).toBe(NOT_JSON);
});

test('a symmetric key of another size is refused', async () => {
  const content = signedContent(randomBytes(32), OWN.publicKey, randomBytes(16));
  expect(await outcome(batch(content))).toBe(CANNOT);
});

const CONTENT = encrypted('1', OWN.publicKey);
test.each<[string, unknown, string]>([
  ['a text', 'secret', 'encryptedContent has no data'],
  ['a list', [CONTENT], 'encryptedContent has no data'],
  ['without its key', { ...CONTENT, dataKey: undefined }, 'has no dataKey'],
  ['without its signature', { ...CONTENT, dataSignature: null }, 'has no dataSignature'],
  [
    'data that is not base64',
    { ...CONTENT, data: `${CONTENT.data}!` },
    'data of encryptedContent is not base64',
  ],
  ['an empty signature', { ...CONTENT, dataSignature: '' }, 'cannot be decrypted'],
  ['an empty key', { ...CONTENT, dataKey: '' }, 'cannot be decrypted'],
])('encryptedContent that is or has %s is refused', async (_what, content, reason) => {
  expect(await outcome(batch(content))).toMatch(new RegExp(`^VerificationError: .*${reason}`));
});

test('content that only looks decrypted is refused, and so is content that is sent twice', async () => {
  expect(await outcome({ value: [notification({ decryptedContent: { id: 1 } })] })).toContain(
    'which Microsoft Graph does not send',
  );
  const twice = `{"value":[{"encryptedContent":null,"encryptedContent":${JSON.stringify(CONTENT)}}]}`;
  expect(await outcome(twice)).toContain('more than once');
});

const pem = (bits: number, type: 'pkcs1' | 'pkcs8' = 'pkcs8') =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'pem', type }).toString();
const KEY = pem(2048);

test('private keys are read as PEM of either kind, several of them, and without line breaks', () => {
  const texts = [KEY, pem(2048, 'pkcs1'), `${KEY}\n${pem(2048, 'pkcs1')}${KEY}`, KEY.replaceAll('\n', ' ')];
  expect(texts.map((text) => decryptionKeysOf(text).length)).toEqual([1, 1, 3, 1]);
});

test.each([
  ['nothing', ''],
  ['a public key', OWN.publicKey.export({ format: 'pem', type: 'spki' }).toString()],
  ['a short key', pem(1024)],
  ['four keys', KEY.repeat(4)],
  ['text beside the key', `${KEY} and more`],
  ['half a key', KEY.slice(0, 400)],
  ['not a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
  [
    'a key that is not RSA',
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  ],
  [
    'an encrypted key',
    OWN.privateKey
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'p' })
      .toString(),
  ],
])('%s is not a decryption key', (_what, text) => {
  expect(() => decryptionKeysOf(text)).toThrow(/^decryption_key must be an RSA private key of 2048 to 4096/);
});
