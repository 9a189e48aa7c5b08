import type { Log } from '../system/log.ts';

/** A piece of work that comes round again. */
export interface Periodic {
  name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  every: number;
  run(): Promise<unknown>;
}

/**
 * Runs each piece of work now and then, one run of each at a time. A failed run is logged and tried again at its
 * next turn. @returns stops, waiting for what is running
 */
export function startPeriodic(works: readonly Periodic[], log: Log): () => Promise<void> {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  function plan(work: Periodic): void {
    if (stopped) return;
    // Between 0.75 and 1.25 of the interval, so that processes do not all work at the same moment.
    const delay = work.every * (0.75 + Math.random() / 2);
    timers.set(work.name, setTimeout(() => turn(work), delay).unref());
  }

  function turn(work: Periodic): void {
    const run = work
      .run()
      .catch((error: unknown) =>
        log.error(
          { job: work.name, code: (error as { code?: string }).code, message: (error as Error).message },
          'job failed',
        ),
      )
      .then(() => {
        running.delete(run);
        plan(work);
      });
    running.add(run);
  }

  works.forEach(plan);
  return async () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
    await Promise.all(running);
  };
}
