import { waitAfter } from '../../src/webhooks/delivery/schedule.ts';

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

test('retries come after 5 s, 5 min, 30 min, 2 h, 5 h and twice 10 h, then no more', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => waitAfter({}, attempts, 0));
  expect(waits).toEqual([
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    10 * HOUR,
    null,
  ]);
});

test('waits vary by a tenth, so that a recovered target does not get all retries at once', () => {
  expect(waitAfter({}, 1, 1)).toBe(5.5 * SECOND);
});

test('a flow can have its own schedule, or no retries', () => {
  const waits = [1, 2, 3].map((attempts) => waitAfter({ retry_schedule: [1, 60] }, attempts, 0));
  expect(waits).toEqual([SECOND, MINUTE, null]);
  expect(waitAfter({ retry_schedule: [] }, 1, 0)).toBeNull();
});
