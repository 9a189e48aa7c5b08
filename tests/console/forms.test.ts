import { readAllPages } from '../../console/api/pages.ts';
import { errorText } from '../../console/parts/error-text.ts';
import { localTime } from '../../console/parts/local-time.ts';

test.each([
  ['@@react-admin@@"Line one\\nLine two"', 'Line one\nLine two'],
  ['@@react-admin@@{"message":"ra.validation.required"}', 'ra.validation.required'],
  ['As the API says it.', 'As the API says it.'],
  [undefined, ''],
])('the error of a field is shown without the marker for translation: %s', (message, text) => {
  expect(errorText(message)).toBe(text);
});

test('a time is shown in the user’s time zone and read back as the same moment', () => {
  const moment = new Date('2026-03-01T23:59:30.000Z');
  expect(new Date(localTime(moment, 'seconds'))).toEqual(moment);
  expect(new Date(localTime(moment, 'minutes'))).toEqual(new Date('2026-03-01T23:59:00.000Z'));
});

describe('a list that is read in full', () => {
  const pagesOf =
    (pages: string[][], total?: number) =>
    (number: number): Promise<{ data: string[]; total?: number | undefined }> =>
      Promise.resolve({ data: pages[number - 1] ?? [], total });

  test('has the items of all pages', async () => {
    expect(await readAllPages(pagesOf([['a', 'b'], ['c']], 3))).toEqual(['a', 'b', 'c']);
  });

  test('ends at an empty page, even if the total says that there are more', async () => {
    expect(await readAllPages(pagesOf([['a']], 5))).toEqual(['a']);
  });

  test('is read for ten pages at most', async () => {
    expect(await readAllPages(() => Promise.resolve({ data: ['a'], total: 1_000 }))).toHaveLength(10);
  });
});
