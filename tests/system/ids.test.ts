import { isId, newId, timeOfId } from '../../src/system/ids.ts';

test('ids are UUIDv7, so later ones sort later', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('when the clock is set back', () => {
  afterEach(() => jest.restoreAllMocks());

  test('by a few seconds, ids keep their order', () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const first = newId();
    clock.mockReturnValue(now - 9_000);
    expect(newId() > first).toBe(true);
  });

  test('by an hour, ids contain the current time', () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
    newId();
    clock.mockReturnValue(now);
    const ids = Array.from({ length: 10 }, newId);
    expect(ids.map(timeOfId)).toEqual(ids.map(() => now));
    expect([...ids].sort()).toEqual(ids);
  });
});

test.each([
  ['an id in capitals', newId().toUpperCase()],
  ['an id in braces', `{${newId()}}`],
  ['an id without dashes', newId().replaceAll('-', '')],
  ['an id with a line break after it', `${newId()}\n`],
  ['an id with a space before it', ` ${newId()}`],
  ['another string', 'me'],
  ['an empty string', ''],
  ['an array with an id', [newId()]],
  ['undefined', undefined],
])('%s is not an id', (_what, value) => {
  expect(isId(value)).toBe(false);
});
