import { counted } from '../../src/system/counted.ts';

test.each([
  [0, '0 flows'],
  [1, '1 flow'],
  [2, '2 flows'],
  [21, '21 flows'],
])('%i takes its form of the word', (count, text) => {
  expect(counted(count, 'flow')).toBe(text);
});

test('a verb follows its noun', () => {
  expect([1, 2].map((count) => counted(count, 'flow includes', 'flows include'))).toEqual([
    '1 flow includes',
    '2 flows include',
  ]);
});
