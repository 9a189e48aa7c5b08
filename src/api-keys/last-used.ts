import type { Database } from '../db/index.ts';
import type { Clock } from '../system/clock.ts';
import { noteUses } from './store.ts';

const LARGEST_WRITE = 200;

/** Remembers when keys were used and writes it now and then, never on the path of a request. */
export interface LastUsed {
  note(tenantId: string, keyId: string): void;
  flush(): Promise<void>;
}

export function createLastUsed(database: Database, clock: Clock): LastUsed {
  let uses = new Map<string, { tenantId: string; keyId: string; at: number }>();
  return {
    note(tenantId, keyId) {
      const use = uses.get(keyId);
      if (use === undefined) uses.set(keyId, { tenantId, keyId, at: clock() });
      else use.at = clock();
    },
    async flush() {
      // In one order, so that two processes that flush the same keys do not wait for each other.
      const all = [...uses.values()].sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
      uses = new Map();
      while (all.length > 0) {
        try {
          await noteUses(database, all.slice(0, LARGEST_WRITE));
        } catch (error) {
          // Kept for the next turn, unless the key has been used again meanwhile.
          for (const use of all) if (!uses.has(use.keyId)) uses.set(use.keyId, use);
          throw error;
        }
        all.splice(0, LARGEST_WRITE);
      }
    },
  };
}
