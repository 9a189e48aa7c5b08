import { keyed } from '../../console/parts/keyed.ts';

test('items with the same text get different keys, which do not depend on other texts', () => {
  const keysOf = (texts: string[]) => keyed(texts, (text) => text).map(({ key }) => key);
  const [first, second] = keysOf(['a', 'a']);
  expect(first).not.toBe(second);
  expect(keysOf(['b', 'a', 'c', 'a'])).toEqual(expect.arrayContaining([first, second]));
  expect(new Set(keysOf(['1 a', 'a', '2 a', 'a', '1 a'])).size).toBe(5);
});
