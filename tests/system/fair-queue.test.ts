import { createFairQueue, QueueTimeoutError } from '../../src/system/fair-queue.ts';

/** Work that ends when it is told to. */
function work() {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const it = {
    begun: false,
    end: () => end(),
    run() {
      it.begun = true;
      return ended;
    },
  };
  return it;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('as many run at once as there are concurrency, the others in the order in which they came', async () => {
  const gate = createFairQueue({ concurrency: 2, timeout: 60_000 });
  const works = Array.from({ length: 4 }, work);
  const all = works.map(({ run }) => gate('a', run));
  const begun = () => works.map((each) => each.begun);
  await settled();
  expect(begun()).toEqual([true, true, false, false]);
  works[1]?.end();
  await settled();
  expect(begun()).toEqual([true, true, true, false]);
  works[0]?.end();
  await settled();
  expect(begun()).toEqual([true, true, true, true]);
  works[2]?.end();
  works[3]?.end();
  await Promise.all(all);
});

test('one lane with many waiting does not hold up another', async () => {
  const gate = createFairQueue({ concurrency: 1, timeout: 60_000 });
  const noisy = Array.from({ length: 5 }, work);
  const [quiet] = [work()];
  const all = [...noisy.map(({ run }) => gate('noisy', run)), gate('quiet', quiet.run)];
  noisy[0]!.end();
  await settled();
  noisy[1]!.end();
  await settled();
  expect([...noisy, quiet].map(({ begun }) => begun)).toEqual([true, true, false, false, false, true]);
  for (const { end } of [...noisy, quiet]) end();
  await Promise.all(all);
});

test('a place is free again after a failure', async () => {
  const gate = createFairQueue({ concurrency: 1, timeout: 60_000 });
  await expect(gate('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await gate('a', () => Promise.resolve('next'))).toBe('next');
});

test('who waits too long is turned away without having begun, and takes nobody’s place', async () => {
  const gate = createFairQueue({ concurrency: 1, timeout: 1 });
  const first = work();
  const running = gate('a', first.run);
  const late = work();
  await expect(gate('a', late.run)).rejects.toBeInstanceOf(QueueTimeoutError);
  first.end();
  await running;
  expect(late.begun).toBe(false);
  expect(await gate('a', () => Promise.resolve('next'))).toBe('next');
});
