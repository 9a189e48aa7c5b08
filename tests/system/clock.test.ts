import { toRfc3339 } from '../../src/system/clock.ts';

test('times are RFC 3339 in UTC with milliseconds', () => {
  expect(toRfc3339(0)).toBe('1970-01-01T00:00:00.000Z');
});
