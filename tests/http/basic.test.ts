import { readBasic } from '../../src/http/index.ts';

const VALID = Buffer.from('name:pass:word').toString('base64');

test('Basic credentials are split at their first colon', () => {
  for (const scheme of ['Basic', 'basic', 'BASIC'])
    expect(readBasic(`${scheme} ${VALID}`)).toEqual({ name: 'name', password: 'pass:word' });
  expect(readBasic(`Basic ${Buffer.from('ü@x:é').toString('base64')}`)).toEqual({
    name: 'ü@x',
    password: 'é',
  });
});

test.each([
  ['junk after the base64 text', `Basic ${VALID}!!!`],
  ['junk inside the base64 text', `Basic ${VALID.slice(0, 4)}.${VALID.slice(4)}`],
  ['a second word', `Basic ${VALID} junk`],
  ['more base64 after the padding', `Basic ${VALID}QQ==`],
  ['too little padding', `Basic ${VALID.replace(/=+$/, '')}`],
  ['too much padding', `Basic ${VALID}=`],
  ['stray bits before the padding', `Basic ${VALID.slice(0, -2)}R=`],
  ['base64url', `Basic ${Buffer.from('a:???>>>').toString('base64url')}`],
  ['bytes that are not UTF-8', `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString('base64')}`],
  ['no colon', `Basic ${Buffer.from('name').toString('base64')}`],
  ['another scheme that ends in "Basic"', `NotBasic ${VALID}`],
  ['no credentials', 'Basic '],
])('a header with %s is not accepted', (_what, header) => {
  expect(readBasic(header)).toBeUndefined();
});
