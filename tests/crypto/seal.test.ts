import { openText, readSealed, SealError, sealText } from '../../src/crypto/seal.ts';
import { isToken, newToken } from '../../src/crypto/index.ts';

const KEY = { id: 'key-1', bytes: Buffer.alloc(32, 1) };
const PLACE = { tenant: 't', table: 'oauth_clients', row: 'r', column: 'client_secret' };
const open = (sealed: string, place = PLACE, key = KEY) => openText(readSealed(sealed), place, key);

test('a sealed text opens in its place, whatever it holds', () => {
  for (const text of ['', 's3cret', 'ü€😀', 'x'.repeat(100_000)])
    expect(open(sealText(text, PLACE, KEY))).toBe(text);
});

test('the same text is sealed differently each time', () => {
  expect(sealText('same', PLACE, KEY)).not.toBe(sealText('same', PLACE, KEY));
});

test.each(['tenant', 'table', 'row', 'column'] as const)(
  'a sealed text does not open for another %s',
  (part) => {
    expect(() => open(sealText('s', PLACE, KEY), { ...PLACE, [part]: 'other' })).toThrow(SealError);
  },
);

test('a sealed text does not open with another key, nor once any of its parts has changed', () => {
  const sealed = sealText('some secret', PLACE, KEY);
  expect(() => open(sealed, PLACE, { ...KEY, bytes: Buffer.alloc(32, 2) })).toThrow(SealError);
  for (const part of [0, 2, 3, 4]) {
    const parts = sealed.split('.');
    const bytes = Buffer.from(parts[part]!, 'base64url');
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    parts[part] = bytes.toString('base64url');
    expect(() => open(parts.join('.'))).toThrow(SealError);
  }
  // A shortened tag would be easier to guess.
  expect(() => open(sealed.slice(0, -6))).toThrow(SealError);
});

test('a header that asks for another algorithm is refused before any key is used', () => {
  const [, ...rest] = sealText('s', PLACE, KEY).split('.');
  const header = { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', kid: KEY.id, p2c: 3_000_000, ...PLACE };
  const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
  expect(() => open(forged)).toThrow('not where it belongs');
});

test.each(['', 'x', 'a.b', '....', 'not json.a.b.c.d'])('%j is no sealed value', (text) => {
  expect(() => open(text)).toThrow(SealError);
});

test('a token is told from one with any single character changed, added or lost', () => {
  const token = newToken('vk_');
  expect(isToken('vk_', token)).toBe(true);
  expect(isToken('vx_', token)).toBe(false);
  for (let index = 0; index < token.length; index += 1) {
    const other = token[index] === 'x' ? 'y' : 'x';
    expect(isToken('vk_', token.slice(0, index) + other + token.slice(index + 1))).toBe(false);
    expect(isToken('vk_', token.slice(0, index) + token.slice(index + 1))).toBe(false);
  }
  expect(isToken('vk_', `${token}x`)).toBe(false);
});
