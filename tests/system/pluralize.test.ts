import { pluralize } from '../../src/system/pluralize.ts';

test.each([
  [0, '0 flows'],
  [1, '1 flow'],
  [2, '2 flows'],
  [21, '21 flows'],
])('%i has the right form of the noun', (count, text) => {
  expect(pluralize(count, 'flow')).toBe(text);
});

test('a verb agrees with its noun', () => {
  expect([1, 2].map((count) => pluralize(count, 'flow includes', 'flows include'))).toEqual([
    '1 flow includes',
    '2 flows include',
  ]);
});
