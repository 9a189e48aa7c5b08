import { toRfc3339 } from '../../src/system/clock.ts';
import { isId, newId } from '../../src/system/ids.ts';

test('ids are UUIDv7, so that those made later sort later', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  ['capitals', newId().toUpperCase()],
  ['braces', `{${newId()}}`],
  ['no dashes', newId().replaceAll('-', '')],
  ['something behind it', `${newId()}\n`],
  ['something before it', ` ${newId()}`],
  ['a text', 'me'],
  ['nothing', ''],
  ['a list of one', [newId()]],
  ['undefined', undefined],
])('an id has one spelling: %s is none', (_what, value) => {
  expect(isId(value)).toBe(false);
});

test('times are RFC 3339 in UTC with milliseconds', () => {
  expect(toRfc3339(0)).toBe('1970-01-01T00:00:00.000Z');
});
