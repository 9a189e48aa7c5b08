import { startPeriodic } from '../../src/jobs/index.ts';
import { createLog } from '../../src/system/log.ts';

const EVERY = 1_000;
/** The longest possible wait for the next run. */
const LONGEST_WAIT = EVERY * 1.25;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function silentLog() {
  const logged: object[] = [];
  const log = createLog('silent');
  log.error = ((fields: object) => logged.push(fields)) as typeof log.error;
  return { log, logged };
}

test('a job runs repeatedly, and not before three quarters of its interval', async () => {
  let runs = 0;
  const stop = startPeriodic(
    [{ name: 'count', every: EVERY, run: async () => (runs += 1) }],
    silentLog().log,
  );
  await jest.advanceTimersByTimeAsync(EVERY * 0.74);
  expect(runs).toBe(0);
  for (const turn of [1, 2, 3]) {
    await jest.advanceTimersByTimeAsync(LONGEST_WAIT);
    expect(runs).toBeGreaterThanOrEqual(turn);
  }
  await stop();
});

test('a long run never overlaps with another run of the same job', async () => {
  let running = 0;
  let most = 0;
  const run = async () => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, EVERY * 3));
    running -= 1;
  };
  const stop = startPeriodic([{ name: 'slow', every: EVERY, run }], silentLog().log);
  await jest.advanceTimersByTimeAsync(EVERY * 20);
  expect(most).toBe(1);
  const stopped = stop();
  await jest.advanceTimersByTimeAsync(EVERY * 3);
  await stopped;
});

test('a job with more to do runs again soon, but uses at most a fifth of the time', async () => {
  const took = 10;
  const startedAt: number[] = [];
  const run = async () => {
    startedAt.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, took));
    return startedAt.length < 20 && 'more';
  };
  const stop = startPeriodic([{ name: 'purge', every: EVERY, run }], silentLog().log);
  await jest.advanceTimersByTimeAsync(LONGEST_WAIT + 21 * took * 5);
  expect(startedAt.length).toBe(20);
  expect(startedAt[19]! - startedAt[0]!).toBeGreaterThanOrEqual(19 * took * 5);
  await stop();
});

test('a failed run is logged with the name of the job and the stack, and the job runs again', async () => {
  const { log, logged } = silentLog();
  const failure = Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
  const stop = startPeriodic([{ name: 'fails', every: EVERY, run: () => Promise.reject(failure) }], log);
  await jest.advanceTimersByTimeAsync(LONGEST_WAIT * 2);
  expect(logged.length).toBeGreaterThanOrEqual(2);
  const { name, message, stack, code } = failure as Error & { code: string };
  expect(logged[0]).toEqual({ job: 'fails', err: { name, code, message, stack } });
  await stop();
});

test('stopping waits for the current run, and no other starts', async () => {
  let finish = (): void => undefined;
  let runs = 0;
  const run = () => new Promise<void>((resolve) => ((runs += 1), (finish = resolve)));
  const stop = startPeriodic([{ name: 'held', every: EVERY, run }], silentLog().log);
  await jest.advanceTimersByTimeAsync(LONGEST_WAIT);
  let stopped = false;
  const stopping = stop().then(() => (stopped = true));
  await jest.advanceTimersByTimeAsync(LONGEST_WAIT * 3);
  expect([runs, stopped]).toEqual([1, false]);
  finish();
  await stopping;
  await jest.advanceTimersByTimeAsync(LONGEST_WAIT * 3);
  expect(runs).toBe(1);
});
