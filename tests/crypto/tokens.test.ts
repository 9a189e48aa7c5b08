import { createHash } from 'node:crypto';
import { isToken, newToken, sha256 } from '../../src/crypto/index.ts';
import { toBase62 } from '../../src/crypto/random.ts';

const PREFIX = 'vk_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

test('a new token has its prefix, 256 random bits and a checksum, and is valid', () => {
  const token = newToken(PREFIX);
  expect(token).toMatch(/^vk_[0-9A-Za-z]{49}$/);
  expect(isToken(PREFIX, token)).toBe(true);
});

test('all tokens are different, and together they use the whole alphabet', () => {
  const tokens = Array.from({ length: 200 }, () => newToken(PREFIX));
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(new Set(tokens.join('').replaceAll('_', '')).size).toBe(ALPHABET.length);
});

test('a token with any single character changed is rejected', () => {
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

test('a token with two adjacent characters swapped is rejected', () => {
  const token = newToken(PREFIX);
  for (let at = 0; at < token.length - 1; at += 1) {
    const [a, b] = [token[at]!, token[at + 1]!];
    if (a !== b) expect(isToken(PREFIX, token.slice(0, at) + b + a + token.slice(at + 2))).toBe(false);
  }
});

test.each([
  ['an empty string', () => ''],
  ['a token without its last character', (token: string) => token.slice(0, -1)],
  ['a token with an extra character', (token: string) => `${token}0`],
  ['a token followed by a line break', (token: string) => `${token}\n`],
  ['a token with another prefix', (token: string) => token.replace(PREFIX, 'xx_')],
])('%s is not a token', (_, change) => {
  expect(isToken(PREFIX, change(newToken(PREFIX)))).toBe(false);
});

// The suites authorization-server/secret-leaks, api-keys and sign-in check that only this hash of a token is stored.
test('sha256 returns the SHA-256 digest of the UTF-8 text in hex', () => {
  // The example "abc" of FIPS 180-4.
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  for (const text of [newToken(PREFIX), 'é'])
    expect(sha256(text)).toBe(createHash('sha256').update(Buffer.from(text)).digest('hex'));
});

test('a checksum in base62 is padded to the given length', () => {
  expect([toBase62(0, 6), toBase62(61, 2), toBase62(62, 2), toBase62(2 ** 32 - 1, 6)]).toEqual([
    '000000',
    '0z',
    '10',
    '4gfFC3',
  ]);
});
