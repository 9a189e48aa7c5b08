/** The work was not started: its queue was full, or it waited too long. */
export class QueueTimeoutError extends Error {
  constructor() {
    super('no slot became free in time');
    this.name = 'QueueTimeoutError';
  }
}

export type FairQueue = <T>(queueKey: string, work: () => Promise<T>) => Promise<T>;

/**
 * Runs up to `concurrency` tasks at once. The others wait for up to `timeout` milliseconds, in one queue per key.
 * Whenever a slot becomes free, the next queue has its turn, so that a key with a hundred waiting tasks does not hold
 * up a key with one. Each queue holds up to `maxQueued` tasks.
 * @returns a function that runs the work, or throws QueueTimeoutError without starting it
 */
export function createFairQueue({
  concurrency,
  timeout,
  maxQueued = Infinity,
}: {
  concurrency: number;
  timeout: number;
  maxQueued?: number;
}): FairQueue {
  let free = concurrency;
  // In the order of their turns: the queue that has just been served goes to the end.
  const queues = new Map<string, Set<() => void>>();

  function enter(queueKey: string): Promise<void> {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    if ((queues.get(queueKey)?.size ?? 0) >= maxQueued) return Promise.reject(new QueueTimeoutError());
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        removeWaiter(queueKey, admit);
        reject(new QueueTimeoutError());
      }, timeout);
      const waiting = queues.get(queueKey) ?? new Set();
      queues.set(queueKey, waiting.add(admit));
    });
  }

  function removeWaiter(queueKey: string, admit: () => void): void {
    const waiting = queues.get(queueKey);
    waiting?.delete(admit);
    if (waiting?.size === 0) queues.delete(queueKey);
  }

  function leave(): void {
    const [next] = queues;
    if (next === undefined) {
      free += 1;
      return;
    }
    // The slot is passed on directly, so that a task that arrives now cannot take it.
    const [queueKey, waiting] = next;
    const [admit] = [...waiting] as [() => void];
    queues.delete(queueKey);
    waiting.delete(admit);
    if (waiting.size > 0) queues.set(queueKey, waiting);
    admit();
  }

  return async (queueKey, work) => {
    await enter(queueKey);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
