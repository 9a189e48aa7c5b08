import { describeError, type Log } from '../system/log.ts';

/** A job that runs periodically. */
export interface Periodic {
  name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  every: number;
  /** Returns `more` if there is more to do, so that the next run comes sooner. */
  run(): Promise<unknown>;
}

/** The share of time that a job with a backlog may use; the rest is left to requests. */
const SHARE = 0.2;

/**
 * Runs each job periodically, one run of each at a time. A failed run is logged and retried at the next interval.
 * @returns a function that stops the jobs and waits for those that are running
 */
export function startPeriodic(jobs: readonly Periodic[], log: Log): () => Promise<void> {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  function schedule(job: Periodic, delay: number): void {
    if (!stopped) timers.set(job.name, setTimeout(() => start(job), delay).unref());
  }

  function start(job: Periodic): void {
    const startedAt = performance.now();
    const run = job
      .run()
      .catch((error: unknown) => log.error({ job: job.name, err: describeError(error) }, 'job failed'))
      .then((result) => {
        running.delete(run);
        const pause = (performance.now() - startedAt) * (1 / SHARE - 1);
        schedule(job, result === 'more' ? Math.min(pause, job.every) : jitter(job.every));
      });
    running.add(run);
  }

  for (const job of jobs) schedule(job, jitter(job.every));
  return async () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
    await Promise.all(running);
  };
}

/** Between 0.75 and 1.25 of the interval, so that the processes do not all run a job at the same time. */
function jitter(interval: number): number {
  return interval * (0.75 + Math.random() / 2);
}
