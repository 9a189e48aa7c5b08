import { createFairQueue, QueueTimeoutError } from '../../src/system/fair-queue.ts';

/** Work that lasts until `end` is called. */
function work() {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const it = {
    started: false,
    end: () => end(),
    run() {
      it.started = true;
      return ended;
    },
  };
  return it;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('tasks run at once up to the concurrency, and the others in order of arrival', async () => {
  const queue = createFairQueue({ concurrency: 2, timeout: 60_000 });
  const works = Array.from({ length: 4 }, work);
  const all = works.map(({ run }) => queue('a', run));
  const started = () => works.map((each) => each.started);
  await settled();
  expect(started()).toEqual([true, true, false, false]);
  works[1]?.end();
  await settled();
  expect(started()).toEqual([true, true, true, false]);
  works[0]?.end();
  await settled();
  expect(started()).toEqual([true, true, true, true]);
  works[2]?.end();
  works[3]?.end();
  await Promise.all(all);
});

test('a queue with many waiting tasks does not hold up another', async () => {
  const queue = createFairQueue({ concurrency: 1, timeout: 60_000 });
  const noisy = Array.from({ length: 5 }, work);
  const [quiet] = [work()];
  const all = [...noisy.map(({ run }) => queue('noisy', run)), queue('quiet', quiet.run)];
  noisy[0]!.end();
  await settled();
  noisy[1]!.end();
  await settled();
  expect([...noisy, quiet].map(({ started }) => started)).toEqual([true, true, false, false, false, true]);
  for (const { end } of [...noisy, quiet]) end();
  await Promise.all(all);
});

test('a slot is free again after a failure', async () => {
  const queue = createFairQueue({ concurrency: 1, timeout: 60_000 });
  await expect(queue('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue('a', () => Promise.resolve('next'))).toBe('next');
});

test('a task that waits too long is rejected without being started, and takes no slot', async () => {
  const queue = createFairQueue({ concurrency: 1, timeout: 1 });
  const first = work();
  const running = queue('a', first.run);
  const late = work();
  await expect(queue('a', late.run)).rejects.toBeInstanceOf(QueueTimeoutError);
  first.end();
  await running;
  expect(late.started).toBe(false);
  expect(await queue('a', () => Promise.resolve('next'))).toBe('next');
});
