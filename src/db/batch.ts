/** Loads many keys at once; the answers stand in the order of the keys, undefined where there is none. */
export type LoadMany<Key, Value> = (keys: Key[]) => Promise<(Value | undefined)[]>;

/** Two, so that one query is under way while the answers of the other are handed out. */
const CONCURRENT_QUERIES = 2;
const LARGEST_BATCH = 256;

export interface BatchOptions<Key> {
  /** How much a batch may weigh: one key that weighs more goes alone. */
  weight?: { of(key: Key): number; most: number };
  /** Milliseconds that the first of a batch waits for others: for what nobody waits for. */
  gather?: number;
}

interface Waiting<Key, Value> {
  key: Key;
  resolve(value: Value | undefined): void;
  reject(error: unknown): void;
}

/**
 * Turns single look-ups into batches: while a query is under way, look-ups gather; when it ends, all of them go out
 * as one. No cache: every look-up is answered by a query that began after it was asked, so it sees every commit
 * that was acknowledged before. Alone, a look-up waits for nothing; under load many share one round trip.
 */
export function createBatcher<Key, Value>(
  load: LoadMany<Key, Value>,
  { weight = { of: () => 0, most: 0 }, gather }: BatchOptions<Key> = {},
): (key: Key) => Promise<Value | undefined> {
  let waiting: Waiting<Key, Value>[] = [];
  let running = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || running >= CONCURRENT_QUERIES || waiting.length === 0) return;
    scheduled = true;
    // After the I/O of this turn: the other requests that arrived with this one join it.
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

/** Of those that wait: as many as are allowed at once, and one at least. */
function sizeOfBatch<Key>(
  waiting: readonly { key: Key }[],
  { of, most }: NonNullable<BatchOptions<Key>['weight']>,
): number {
  let [size, sum] = [0, 0];
  for (const { key } of waiting.slice(0, LARGEST_BATCH)) {
    sum += of(key);
    if (size > 0 && sum > most) break;
    size += 1;
  }
  return size;
}
