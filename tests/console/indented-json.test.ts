import { indentedIfJson, indentedJson } from '../../console/parts/indented-json.ts';

const LONG = 1_000;

describe('displayed JSON', () => {
  test.each([
    ['{}', '{}'],
    ['[ ]', '[]'],
    [' "a, [b]: {c}" ', '"a, [b]: {c}"'],
    ['{"a":[1,{"b":null}],"c":[[]]}', JSON.stringify({ a: [1, { b: null }], c: [[]] }, null, 2)],
    ['{"n":12345678901234567890,"n":-0.10E+5}', '{\n  "n": 12345678901234567890,\n  "n": -0.10E+5\n}'],
    ['["\\u0041\\/","\\"]","\u2028"]', '[\n  "\\u0041\\/",\n  "\\"]",\n  "\u2028"\n]'],
  ])('differs from the original only in whitespace between tokens: %s', (text, shown) => {
    expect(indentedJson(text, LONG)).toBe(shown);
  });

  test('is cut off at the given length, whatever its content', () => {
    for (const text of ['['.repeat(500_000), '1,'.repeat(500_000), '{"a":'.repeat(200_000)]) {
      const shown = indentedJson(text, LONG);
      expect(shown.length).toBeGreaterThan(LONG);
      expect(shown.length).toBeLessThan(LONG + 100);
    }
  });

  test('is indented up to a limit', () => {
    const deep = `${'['.repeat(60)}1,2${']'.repeat(60)}`;
    const shown = indentedJson(deep, 10_000);
    expect(Math.max(...shown.split('\n').map((line) => line.search(/\S/)))).toBe(24);
    expect(shown.replaceAll(/\s/g, '')).toBe(deep);
  });

  test('is only indented if it is valid JSON', () => {
    expect(indentedIfJson('{"a":1,}', LONG)).toBeUndefined();
    expect(indentedIfJson('payload=%7B%7D', LONG)).toBeUndefined();
    expect(indentedIfJson('[1]', LONG)).toBe('[\n  1\n]');
  });
});
