import { startPeriodic } from '../../src/jobs/index.ts';
import { createLog } from '../../src/system/log.ts';

const EVERY = 1_000;
/** The longest that the next turn is put off. */
const TURN = EVERY * 1.25;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function silentLog() {
  const said: object[] = [];
  const log = createLog('silent');
  log.error = ((fields: object) => said.push(fields)) as typeof log.error;
  return { log, said };
}

test('a piece of work comes round again, and not before three quarters of its interval', async () => {
  let runs = 0;
  const stop = startPeriodic(
    [{ name: 'count', every: EVERY, run: async () => (runs += 1) }],
    silentLog().log,
  );
  await jest.advanceTimersByTimeAsync(EVERY * 0.74);
  expect(runs).toBe(0);
  for (const turn of [1, 2, 3]) {
    await jest.advanceTimersByTimeAsync(TURN);
    expect(runs).toBeGreaterThanOrEqual(turn);
  }
  await stop();
});

test('a run that takes long is never joined by a second one of the same', async () => {
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

test('work with more to do goes on soon, but leaves four fifths of the time to others', async () => {
  const took = 10;
  const begun: number[] = [];
  const run = async () => {
    begun.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, took));
    return begun.length < 20 && 'more';
  };
  const stop = startPeriodic([{ name: 'purge', every: EVERY, run }], silentLog().log);
  await jest.advanceTimersByTimeAsync(TURN + 21 * took * 5);
  expect(begun.length).toBe(20);
  expect(begun[19]! - begun[0]!).toBeGreaterThanOrEqual(19 * took * 5);
  await stop();
});

test('a run that fails is logged by name and with its stack, and the next one comes all the same', async () => {
  const { log, said } = silentLog();
  const failure = Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
  const stop = startPeriodic([{ name: 'fails', every: EVERY, run: () => Promise.reject(failure) }], log);
  await jest.advanceTimersByTimeAsync(TURN * 2);
  expect(said.length).toBeGreaterThanOrEqual(2);
  const { name, message, stack, code } = failure as Error & { code: string };
  expect(said[0]).toEqual({ job: 'fails', err: { name, code, message, stack } });
  await stop();
});

test('stopping waits for what is running, and nothing begins any more', async () => {
  let finish = (): void => undefined;
  let runs = 0;
  const run = () => new Promise<void>((resolve) => ((runs += 1), (finish = resolve)));
  const stop = startPeriodic([{ name: 'held', every: EVERY, run }], silentLog().log);
  await jest.advanceTimersByTimeAsync(TURN);
  let stopped = false;
  const stopping = stop().then(() => (stopped = true));
  await jest.advanceTimersByTimeAsync(TURN * 3);
  expect([runs, stopped]).toEqual([1, false]);
  finish();
  await stopping;
  await jest.advanceTimersByTimeAsync(TURN * 3);
  expect(runs).toBe(1);
});
