import { retryAfterOf } from '../../src/http/index.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const DAY = 86_400_000;
const wait = (value: string | undefined, date?: string) =>
  retryAfterOf(
    {
      headers: { ...(value !== undefined && { 'retry-after': value }), ...(date !== undefined && { date }) },
      receivedAt: NOW,
    },
    DAY,
  );

test.each([
  ['seconds', '7', undefined, 7_000],
  ['seconds with spaces', ' 7 ', undefined, 7_000],
  ['zero', '0', undefined, 0],
  ['more than the maximum', '99999999', undefined, DAY],
  ['a date', 'Sun, 01 Mar 2026 12:01:00 GMT', undefined, 60_000],
  ['a date in the past', 'Sun, 01 Mar 2026 11:00:00 GMT', undefined, 0],
  ['a date in the far future', 'Fri, 31 Dec 9999 23:59:59 GMT', undefined, DAY],
  ['a date in the asctime format', 'Sun Mar  1 12:01:00 2026', undefined, 60_000],
  [
    'a date by a server whose clock is wrong',
    'Mon, 01 Jan 2001 00:01:00 GMT',
    'Mon, 01 Jan 2001 00:00:00 GMT',
    60_000,
  ],
  ['no header', undefined, undefined, null],
  ['a negative number', '-1', undefined, null],
  ['a number with an exponent', '1e3', undefined, null],
  ['a word', 'soon', undefined, null],
  ['another date format', '2026-03-01T12:01:00Z', undefined, null],
])('Retry-After with %s', (_what, value, date, milliseconds) => {
  expect(wait(value, date)).toBe(milliseconds);
});
