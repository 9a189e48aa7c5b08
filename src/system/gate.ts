/** Nobody came out in time. */
export class GateError extends Error {
  constructor() {
    super('nobody left in time');
    this.name = 'GateError';
  }
}

export type Gate = <T>(lane: string, work: () => Promise<T>) => Promise<T>;

/**
 * Lets `places` pieces of work run at once. The others wait for `patience` milliseconds at most, in lanes: whenever a
 * place falls free the next lane has its turn, so that one with a hundred waiting does not hold up one with a single.
 * In one lane `mostWaiting` wait at most.
 * @returns a function that runs the work, or throws GateError without having begun it
 */
export function createGate({
  places,
  patience,
  mostWaiting = Infinity,
}: {
  places: number;
  patience: number;
  mostWaiting?: number;
}): Gate {
  let free = places;
  // In the order of their turns: the lane that has just been served goes to the end.
  const lanes = new Map<string, Set<() => void>>();

  function enter(lane: string): Promise<void> {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    if ((lanes.get(lane)?.size ?? 0) >= mostWaiting) return Promise.reject(new GateError());
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        leaveLane(lane, admit);
        reject(new GateError());
      }, patience);
      const waiting = lanes.get(lane) ?? new Set();
      lanes.set(lane, waiting.add(admit));
    });
  }

  function leaveLane(lane: string, admit: () => void): void {
    const waiting = lanes.get(lane);
    waiting?.delete(admit);
    if (waiting?.size === 0) lanes.delete(lane);
  }

  function leave(): void {
    const [next] = lanes;
    if (next === undefined) {
      free += 1;
      return;
    }
    // The place passes from hand to hand: nobody who comes now gets in between.
    const [lane, waiting] = next;
    const [admit] = [...waiting] as [() => void];
    lanes.delete(lane);
    waiting.delete(admit);
    if (waiting.size > 0) lanes.set(lane, waiting);
    admit();
  }

  return async (lane, work) => {
    await enter(lane);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
