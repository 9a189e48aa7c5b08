import { randomBytes } from 'node:crypto';
import jose from 'node-jose';
import {
  openText,
  readSealed,
  SealError,
  sealText,
  type DataKey,
  type Place,
} from '../../src/crypto/seal.ts';

const PLACE: Place = { tenant: 't1', table: 'oauth_clients', row: 'r1', column: 'client_secret' };
const KEY: DataKey = { id: 'k1', bytes: randomBytes(32) };
const SECRET = 'päss 🔑 word';

const open = (sealed: string, place = PLACE, key = KEY) => openText(readSealed(sealed), place, key);

test.each(['', 'a', SECRET, 'x'.repeat(100_000), '{"client_secret":"s"}'])(
  'a sealed text can be opened again',
  (text) => {
    expect(open(sealText(text, PLACE, KEY))).toBe(text);
  },
);

test('a sealed value is a compact JWE that any JOSE library can decrypt (RFC 7516)', async () => {
  const key = await jose.JWK.asKey({
    kty: 'oct',
    kid: KEY.id,
    alg: 'A256GCM',
    k: KEY.bytes.toString('base64url'),
  });
  const opened = await jose.JWE.createDecrypt(key, { algorithms: ['dir', 'A256GCM'] }).decrypt(
    sealText(SECRET, PLACE, KEY),
  );
  expect(opened.plaintext.toString('utf8')).toBe(SECRET);
  expect(opened.header).toMatchObject({ alg: 'dir', enc: 'A256GCM', kid: 'k1', ...PLACE });
});

test('sealing the same text twice gives different values, neither of which contains it', () => {
  const [one, two] = [sealText(SECRET, PLACE, KEY), sealText(SECRET, PLACE, KEY)];
  expect(one.split('.').slice(2)).not.toEqual(two.split('.').slice(2));
  const decoded = one.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  expect(decoded.join()).not.toContain(SECRET);
});

test.each(['tenant', 'table', 'row', 'column'] as const)('a value does not open for another %s', (part) => {
  const sealed = sealText(SECRET, PLACE, KEY);
  expect(() => open(sealed, { ...PLACE, [part]: 'other' })).toThrow(
    expect.objectContaining({ name: 'SealError', message: expect.stringContaining('belongs to another') }),
  );
});

test('a value whose header is rewritten for another row does not open there either', () => {
  const [head, ...rest] = sealText(SECRET, PLACE, KEY).split('.');
  const header = JSON.parse(Buffer.from(head!, 'base64url').toString()) as object;
  const rewritten = Buffer.from(JSON.stringify({ ...header, row: 'r2' })).toString('base64url');
  expect(() => open([rewritten, ...rest].join('.'), { ...PLACE, row: 'r2' })).toThrow('cannot be decrypted');
});

test('only the four known parts of a place are written to the header', () => {
  const place = { ...PLACE, client_secret: SECRET } as Place;
  const header = Buffer.from(sealText(SECRET, place, KEY).split('.')[0]!, 'base64url').toString();
  expect(Object.keys(JSON.parse(header) as object)).toEqual([
    'alg',
    'enc',
    'kid',
    'tenant',
    'table',
    'row',
    'column',
  ]);
});

describe('tampering is detected', () => {
  const sealed = sealText(SECRET, PLACE, KEY);
  const changed = (part: number, change: (text: string) => string) =>
    sealed
      .split('.')
      .map((text, index) => (index === part ? change(text) : text))
      .join('.');
  const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

  test.each([
    ['the header', changed(0, flipped)],
    ['the encrypted key, which must be empty', changed(1, () => 'AAAA')],
    ['the initialization vector', changed(2, flipped)],
    ['the ciphertext', changed(3, flipped)],
    ['the tag', changed(4, flipped)],
    ['a truncated tag', changed(4, (text) => text.slice(0, 16))],
    ['no tag', changed(4, () => '')],
    ['no ciphertext', changed(3, () => '')],
    ['a sixth part', `${sealed}.AAAA`],
    ['a missing part', sealed.split('.').slice(0, 4).join('.')],
    ['a single part', 'AAAA'],
    ['an empty string', ''],
    ['a header that is not an object', changed(0, () => Buffer.from('null').toString('base64url'))],
  ])('%s', (_, text) => {
    expect(() => open(text)).toThrow(SealError);
  });

  test.each([
    ['alg', 'none'],
    // Its iteration count would let the caller choose the cost.
    ['alg', 'PBES2-HS256+A128KW'],
    ['enc', 'A128GCM'],
  ])('a header with another %s', (member, value) => {
    const swap = (head: string) => {
      const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as object;
      return Buffer.from(JSON.stringify({ ...header, [member]: value })).toString('base64url');
    };
    expect(() => open(changed(0, swap))).toThrow('belongs to another');
  });
});

test('another key cannot open a value, and the error reveals none of its content', () => {
  const sealed = sealText(SECRET, PLACE, KEY);
  const other = { id: KEY.id, bytes: randomBytes(32) };
  const refusal = 'a sealed value cannot be decrypted (oauth_clients.client_secret)';
  expect(() => open(sealed, PLACE, other)).toThrow(new SealError(refusal));
});
