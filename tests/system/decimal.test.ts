import { readDecimal } from '../../src/system/decimal.ts';

test.each([
  ['0', '', 0],
  ['-0.00e5', '', 3],
  ['1200', '12', 2],
  ['1.20e3', '12', 2],
  ['-0.00120', '12', -4],
  ['1E+2', '1', 2],
  ['100000000000000000001', '100000000000000000001', 0],
])('%s', (literal, digits, exponent) => {
  expect(readDecimal(literal)).toEqual({ digits, exponent });
});
