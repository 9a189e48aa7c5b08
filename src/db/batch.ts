/** Loads many keys at once. Values are in the order of their keys, with undefined for keys that were not found. */
export type LoadMany<Key, Value> = (keys: Key[]) => Promise<(Value | undefined)[]>;

/** Two, so that one query runs while the results of the other are processed. */
const CONCURRENT_QUERIES = 2;
const MAX_BATCH = 256;

export interface BatchOptions<Key> {
  /** The maximum weight of a batch. A key that exceeds it on its own gets its own batch. */
  weight?: { of(key: Key): number; max: number };
  /** Milliseconds that the first key of a batch waits for others; for lookups that no request waits for. */
  gather?: number;
}

interface Waiting<Key, Value> {
  key: Key;
  resolve(value: Value | undefined): void;
  reject(error: unknown): void;
}

/**
 * Turns single lookups into batches: while a query is running, lookups collect; when it ends, all of them go out as
 * one. There is no cache: every lookup is answered by a query that started after it was made, so it sees every commit
 * that was acknowledged before. A lone lookup waits for nothing; under load many share one round trip.
 *
 * Not DataLoader: it starts a batch no matter how many queries are running, and limits batches by count, not by weight.
 */
export function createBatcher<Key, Value>(
  load: LoadMany<Key, Value>,
  { weight = { of: () => 0, max: 0 }, gather }: BatchOptions<Key> = {},
): (key: Key) => Promise<Value | undefined> {
  let waiting: Waiting<Key, Value>[] = [];
  let running = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || running >= CONCURRENT_QUERIES || waiting.length === 0) return;
    scheduled = true;
    // After the I/O of this event loop turn, so that other requests that arrived with this one join the batch.
    const go = (): void => {
      scheduled = false;
      void dispatch();
    };
    if (gather === undefined) setImmediate(go);
    else setTimeout(go, gather);
  }

  async function dispatch(): Promise<void> {
    const size = sizeOfBatch(waiting, weight);
    const batch = waiting.slice(0, size);
    waiting = waiting.slice(size);
    running += 1;
    try {
      const values = await load(batch.map(({ key }) => key));
      batch.forEach((entry, index) => entry.resolve(values[index]));
    } catch (error) {
      batch.forEach((entry) => entry.reject(error));
    } finally {
      running -= 1;
      schedule();
    }
    schedule();
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      schedule();
    });
}

/** How many of the waiting keys fit into one batch, at least one. */
function sizeOfBatch<Key>(
  waiting: readonly { key: Key }[],
  { of, max }: NonNullable<BatchOptions<Key>['weight']>,
): number {
  let [size, sum] = [0, 0];
  for (const { key } of waiting.slice(0, MAX_BATCH)) {
    sum += of(key);
    if (size > 0 && sum > max) break;
    size += 1;
  }
  return size;
}
