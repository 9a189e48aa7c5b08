import { withoutTrailing } from './trailing.ts';

/** A number without its sign: `digits` times ten to the power of `exponent`. */
export interface Decimal {
  /** The digits between leading and trailing zeros; empty for zero. */
  digits: string;
  exponent: number;
}

/**
 * Reads a JSON number without rounding it. All spellings of a number have the same result: both `1.20e3` and `1200`
 * have the digits `12` and the exponent 2.
 */
export function readDecimal(literal: string): Decimal {
  const [significand = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = significand.replace('-', '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = withoutTrailing(all, '0');
  return { digits, exponent: Number(exponent) - fraction.length + all.length - digits.length };
}
