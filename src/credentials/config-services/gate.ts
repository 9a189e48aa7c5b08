/** Nobody came out in time. */
export class GateError extends Error {
  constructor() {
    super('nobody left in time');
    this.name = 'GateError';
  }
}

export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets `places` pieces of work run at once. The others wait in the order in which they came, for `patience`
 * milliseconds at most.
 * @returns a function that runs the work, or throws GateError without having begun it
 */
export function createGate({ places, patience }: { places: number; patience: number }): Gate {
  let free = places;
  const waiting = new Set<() => void>();

  function enter(): Promise<void> {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(admit);
        reject(new GateError());
      }, patience);
      waiting.add(admit);
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
      return;
    }
    // The place passes from hand to hand: nobody who comes now gets in between.
    waiting.delete(next);
    next();
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
