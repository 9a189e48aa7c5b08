import { writeLastUsed, type Database, type Use } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';

const BATCH_SIZE = 200;

/** Remembers when rows of a table were used and writes it from time to time, off the request path. */
export interface LastUsed {
  note(tenantId: string, id: string): void;
  flush(): Promise<void>;
}

export function createLastUsed(
  database: Database,
  clock: Clock,
  place: Parameters<typeof writeLastUsed>[1],
): LastUsed {
  let uses = new Map<string, Use>();
  return {
    note(tenantId, id) {
      const use = uses.get(id);
      if (use === undefined) uses.set(id, { tenantId, id, at: clock() });
      else use.at = clock();
    },
    async flush() {
      // Always in the same order, so that two processes that flush the same rows cannot deadlock.
      const all = [...uses.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      uses = new Map();
      while (all.length > 0) {
        try {
          await writeLastUsed(database, place, all.slice(0, BATCH_SIZE));
        } catch (error) {
          // Kept for the next flush, unless the row has been used again in the meantime.
          for (const use of all) if (!uses.has(use.id)) uses.set(use.id, use);
          throw error;
        }
        all.splice(0, BATCH_SIZE);
      }
    },
  };
}
