import type { Database } from '../../db/index.ts';
import { describeError, type Log } from '../../system/log.ts';
import { withTimeout } from '../../system/with-timeout.ts';
import type { Lease } from './lease.ts';
import { renewLeases } from './refresh-store.ts';

/** Milliseconds between renewals: three can fail before a lease expires. */
const HEARTBEAT_INTERVAL = 2_500;
/** Milliseconds until the next try after a failed renewal. */
const RETRY_INTERVAL = 500;
/** Milliseconds. A database connection can hang; the next renewal uses another one. */
const TIMEOUT = 4_000;

export interface Heartbeat {
  /** Renews a lease until the returned function is called. Holds no database connection between renewals. */
  renew(lease: Lease): () => void;
}

export function createHeartbeat(database: Database, log: Log): Heartbeat {
  const renewed = new Set<Lease>();
  let beating = false;
  let failing = false;

  function plan(pause: number): void {
    beating = true;
    // Must not keep the process alive: once nothing waits for a refresh, its lease may expire.
    setTimeout(() => void beat(), pause).unref();
  }

  async function beat(): Promise<void> {
    if (renewed.size === 0) {
      beating = false;
      return;
    }
    try {
      await withTimeout(renewLeases(database, [...renewed]), TIMEOUT);
      failing = false;
      plan(HEARTBEAT_INTERVAL);
    } catch (error) {
      if (!failing) log.warn({ err: describeError(error) }, 'could not renew refresh leases; retrying');
      failing = true;
      plan(RETRY_INTERVAL);
    }
  }

  return {
    renew(lease) {
      renewed.add(lease);
      if (!beating) plan(HEARTBEAT_INTERVAL);
      return () => void renewed.delete(lease);
    },
  };
}
