import { inTransaction, type Database } from '../../db/index.ts';
import { newId } from '../../system/ids.ts';
import { isElsewhere, isGone, thisProcess } from '../../system/process-identity.ts';
import { otherWorkers, removeWorker, writeBeat, type OtherWorker } from './worker-store.ts';
import { freeClaimsOf } from './queue.ts';
import { adjustToClock } from './queue-clock.ts';

/** Milliseconds between two heartbeats. */
export const BEAT = 2_000;
/** A worker whose heartbeat did not change in this many checks in a row is considered dead. */
const MISSED_BEATS = 4;

/** This process as one that delivers events. If it dies, its claims are freed soon after. */
export interface Worker {
  /** Stored with the events that this worker has claimed. */
  id: string;
  /** Call before the first claim. Frees the claims of dead processes immediately. */
  begin(): Promise<void>;
  /** Sends a heartbeat, and frees the claims of dead workers. */
  beat(): Promise<void>;
  /** Frees this worker's remaining claims. */
  end(): Promise<void>;
}

/**
 * Liveness is based on counting heartbeats, not on a clock, which may be set; and on the number of checks instead of
 * elapsed time, so that a process that was frozen does not consider all others dead.
 */
export function createWorker(database: Database): Worker {
  const id = newId();
  const seen = new Map<string, { beats: number; checks: number }>();

  function isDead({ id: other, process, beats }: OtherWorker): boolean {
    if (isGone(process)) return true;
    const before = seen.get(other);
    const checks = before?.beats === beats ? before.checks + 1 : 0;
    seen.set(other, { beats, checks });
    return checks >= MISSED_BEATS;
  }

  async function beatAnd(isOver: (other: OtherWorker) => boolean): Promise<void> {
    const others = await inTransaction(database, async (db) => {
      await writeBeat(db, id, thisProcess());
      await adjustToClock(db);
      return otherWorkers(db, id);
    });
    for (const other of others.filter(isOver)) {
      await inTransaction(database, async (db) => {
        await freeClaimsOf(db, other.id);
        await removeWorker(db, other.id);
      });
      seen.delete(other.id);
    }
  }

  return {
    id,
    // An SQLite file is used by one machine, so a worker from another host was in a container that no longer exists.
    begin: () =>
      beatAnd(({ process }) => isGone(process) || (database.dialect === 'sqlite' && isElsewhere(process))),
    beat: () => beatAnd(isDead),
    end: () =>
      inTransaction(database, async (db) => {
        await freeClaimsOf(db, id);
        await removeWorker(db, id);
      }),
  };
}
