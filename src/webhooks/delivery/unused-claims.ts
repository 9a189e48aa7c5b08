import type { PlatformDb } from '../../db/index.ts';
import { giveBack, type Claim } from './queue.ts';
import { OVERLOADED_WAIT } from './schedule.ts';

/** Claims that ended before anything was sent, and still have to be given back. */
interface UnusedClaims {
  add(claims: Iterable<Claim>): void;
  /** Gives back all of them. If this fails, they are kept for the next call. */
  giveBack(): Promise<void>;
}

export function createUnusedClaims(db: PlatformDb, workerId: string): UnusedClaims {
  const unused: Claim[] = [];
  return {
    add(claims) {
      for (const { tenant_id, id, attempts } of claims) unused.push({ tenant_id, id, attempts });
    },
    async giveBack() {
      if (unused.length === 0) return;
      const claims = unused.splice(0);
      try {
        await giveBack(db, workerId, claims, OVERLOADED_WAIT);
      } catch (error) {
        unused.push(...claims);
        throw error;
      }
    },
  };
}
