import { isToken, newToken, sha256 } from '../../src/crypto/index.ts';
import { toBase62 } from '../../src/crypto/random.ts';

const PREFIX = 'vk_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

test('a new token has its prefix, 256 random bits and a checksum, and is recognised', () => {
  const token = newToken(PREFIX);
  expect(token).toMatch(/^vk_[0-9A-Za-z]{49}$/);
  expect(isToken(PREFIX, token)).toBe(true);
});

test('no two tokens are the same, and every character of the alphabet occurs', () => {
  const tokens = Array.from({ length: 200 }, () => newToken(PREFIX));
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(new Set(tokens.join('').replaceAll('_', '')).size).toBe(ALPHABET.length);
});

test('a change of any single character is refused', () => {
  const token = newToken(PREFIX);
  const accepted: string[] = [];
  for (let at = 0; at < token.length; at += 1) {
    for (const character of `${ALPHABET}_-é `) {
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      if (changed !== token && isToken(PREFIX, changed)) accepted.push(changed);
    }
  }
  expect(accepted).toEqual([]);
});

test('two neighbouring characters that changed places are refused', () => {
  const token = newToken(PREFIX);
  for (let at = 0; at < token.length - 1; at += 1) {
    const [a, b] = [token[at]!, token[at + 1]!];
    if (a !== b) expect(isToken(PREFIX, token.slice(0, at) + b + a + token.slice(at + 2))).toBe(false);
  }
});

test.each([
  ['nothing', () => ''],
  ['a character less', (token: string) => token.slice(0, -1)],
  ['a character more', (token: string) => `${token}0`],
  ['a line break behind it', (token: string) => `${token}\n`],
  ['another prefix', (token: string) => token.replace(PREFIX, 'xx_')],
])('%s is no token', (_, change) => {
  expect(isToken(PREFIX, change(newToken(PREFIX)))).toBe(false);
});

test('what is stored of a token is its SHA-256 in hex', () => {
  // FIPS 180-4, the example "abc".
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a checksum is padded to its length', () => {
  expect([toBase62(0, 6), toBase62(61, 2), toBase62(62, 2), toBase62(2 ** 32 - 1, 6)]).toEqual([
    '000000',
    '0z',
    '10',
    '4gfFC3',
  ]);
});
