import { platformDb, type Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { addCounts, type Counted, type HourlyCount } from './store.ts';

const HOUR = 3_600_000;

/** Counts what happens, and writes it now and then, never on the path of a request. */
export interface Counts {
  note(tenantId: string, name: Counted, count?: number): void;
  /** A process that is killed loses what it has not written yet. */
  flush(): Promise<void>;
}

export function createCounts(database: Database, clock: Clock): Counts {
  let counts = new Map<string, HourlyCount>();

  function add(tenant_id: string, hour: number, name: Counted, count: number): void {
    const key = `${tenant_id} ${hour} ${name}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { tenant_id, hour, name, count });
    else known.count += count;
  }

  return {
    note: (tenantId, name, count = 1) => add(tenantId, hourOf(clock()), name, count),
    async flush() {
      if (counts.size === 0) return;
      // In one order, so that two processes that add to the same rows do not wait for each other.
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
