import { noteLastUses, type Database, type Use } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';

const LARGEST_WRITE = 200;

/** Remembers when rows of a table were used and writes it now and then, never on the path of a request. */
export interface UseNotes {
  note(tenantId: string, id: string): void;
  flush(): Promise<void>;
}

export function createUseNotes(
  database: Database,
  clock: Clock,
  place: Parameters<typeof noteLastUses>[1],
): UseNotes {
  let uses = new Map<string, Use>();
  return {
    note(tenantId, id) {
      const use = uses.get(id);
      if (use === undefined) uses.set(id, { tenantId, id, at: clock() });
      else use.at = clock();
    },
    async flush() {
      // In one order, so that two processes that flush the same rows do not wait for each other.
      const all = [...uses.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      uses = new Map();
      while (all.length > 0) {
        try {
          await noteLastUses(database, place, all.slice(0, LARGEST_WRITE));
        } catch (error) {
          // Kept for the next turn, unless it has been used again meanwhile.
          for (const use of all) if (!uses.has(use.id)) uses.set(use.id, use);
          throw error;
        }
        all.splice(0, LARGEST_WRITE);
      }
    },
  };
}
