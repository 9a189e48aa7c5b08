import { platformDb, type Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { addCounts, type CountName, type HourlyCount } from './store.ts';

const HOUR = 3_600_000;

/** Counts in memory, and is flushed from time to time, so that no request waits for a write. */
export interface Counts {
  note(tenantId: string, name: CountName, count?: number): void;
  /** Writes what was counted since the last flush. A process that is killed loses the counts it has not written. */
  flush(): Promise<void>;
}

export function createCounts(database: Database, clock: Clock): Counts {
  let counts = new Map<string, HourlyCount>();

  function add(tenant_id: string, hour: number, name: CountName, count: number): void {
    const key = `${tenant_id} ${hour} ${name}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { tenant_id, hour, name, count });
    else known.count += count;
  }

  return {
    note: (tenantId, name, count = 1) => add(tenantId, hourOf(clock()), name, count),
    async flush() {
      if (counts.size === 0) return;
      // Sorted, so that two processes that update the same rows cannot deadlock.
      const all = [...counts.entries()]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, row]) => row);
      counts = new Map();
      try {
        await addCounts(platformDb(database), all);
      } catch (error) {
        for (const { tenant_id, hour, name, count } of all) add(tenant_id, hour, name, count);
        throw error;
      }
    },
  };
}

/** @param time milliseconds since the epoch */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}
