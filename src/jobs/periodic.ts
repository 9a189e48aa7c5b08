import type { Log } from '../system/log.ts';

/** A piece of work that comes round again. */
export interface Periodic {
  name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  every: number;
  /** `more`: there is more to do, so that the next turn comes soon. */
  run(): Promise<unknown>;
}

/** Of the time that work with much to do takes up; the rest is left to the requests. */
const SHARE = 0.2;

/**
 * Runs each piece of work now and then, one run of each at a time. A failed run is logged and tried again at its
 * next turn. @returns stops, waiting for what is running
 */
export function startPeriodic(works: readonly Periodic[], log: Log): () => Promise<void> {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  function plan(work: Periodic, delay: number): void {
    if (!stopped) timers.set(work.name, setTimeout(() => turn(work), delay).unref());
  }

  function turn(work: Periodic): void {
    const begun = performance.now();
    const run = work
      .run()
      .catch((error: unknown) =>
        log.error(
          { job: work.name, code: (error as { code?: string }).code, message: (error as Error).message },
          'job failed',
        ),
      )
      .then((result) => {
        running.delete(run);
        const pause = (performance.now() - begun) * (1 / SHARE - 1);
        plan(work, result === 'more' ? Math.min(pause, work.every) : spread(work.every));
      });
    running.add(run);
  }

  for (const work of works) plan(work, spread(work.every));
  return async () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
    await Promise.all(running);
  };
}

/** Between 0.75 and 1.25 of the interval, so that processes do not all work at the same moment. */
function spread(interval: number): number {
  return interval * (0.75 + Math.random() / 2);
}
