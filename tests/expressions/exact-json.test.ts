import { evaluate, parseExactly } from '../../src/expressions/index.ts';

test.each([
  '1e400',
  '-1e400',
  '1E+309',
  '1e-400',
  '-0.1e-999',
  '12345678901234567890',
  '1.2345678901234567e18',
  '12345678901234567.0',
  `1${'0'.repeat(400)}.5`,
])('a number that JavaScript cannot represent stays as it is written: %s', (number) => {
  expect(parseExactly(`{"a":[${number}],"b":"${number}"}`)).toEqual({ a: [number], b: number });
});

test.each(['1e21', '1e-7', '0e5', '0.0', '-0.5e3', '1.5e300', '123456789012345', '3.141592653589793238'])(
  'any other number is parsed: %s',
  (number) => {
    expect(parseExactly(`{"a":${number},"12345678901234567":"1e400"}`)).toEqual({
      a: Number(number),
      '12345678901234567': '1e400',
    });
  },
);

test.each([
  ['1e300 * 1e300', { kind: 'other', what: 'a number that is too large' }],
  ['1 / 0', { kind: 'other', what: 'a number that is too large' }],
  ['$number("1e400")', { kind: 'error', code: 'D3030' }],
  ['1e400', { kind: 'error', code: 'S0102' }],
])(
  'an expression with a number too large for JSON fails instead of returning null: %s',
  async (number, outcome) => {
    expect(await evaluate('tenant', `{"n": ${number}}`, '{}', 'value')).toMatchObject(outcome);
  },
);

test('a number with a million digits is parsed', () => {
  const long = `1.${'0'.repeat(1_000_000)}1`;
  expect(parseExactly(`[${long}]`)).toEqual([1]);
  expect(parseExactly(`[${long}e17]`)).toEqual([`${long}e17`]);
});
