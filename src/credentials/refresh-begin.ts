import { randomUUID } from 'node:crypto';
import type { TenantDb } from '../db/index.ts';
import { thisProcess } from '../system/process-identity.ts';
import { reasonIn } from './connection-row.ts';
import { holdConnection, isHeld, takeLease, type Holder } from './connections.ts';
import type { KeptReason } from './reasons.ts';
import { dueOf } from './refresh-policy.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';
import type { Credential } from './store.ts';

/** A refresh whose lease is taken. */
export interface Begun {
  credential: Credential;
  /** An earlier refresh with the same refresh token had no known end. */
  interrupted: boolean;
  owner: string;
  /** The database's time, and this process's own clock at that moment. */
  now: number;
  at: number;
}

/**
 * Takes the lease, if a refresh is to be. The commit of this transaction is the note that one has begun.
 * @param seen the generation that somebody wants replaced; undefined: only if it is due
 * @returns `held` while another process is at it
 */
export async function beginRefresh(
  db: TenantDb,
  id: string,
  seen: number | undefined,
): Promise<RefreshOutcome | 'held' | Begun> {
  const found = await holdConnection(db, id);
  if (found === undefined) return refused({ text: 'The credential has been deleted.', code: null });
  const { credential, now } = found;
  const { connection } = credential;
  if (connection.state !== 'connected')
    return refused(reasonIn(connection, 'The credential is not connected.'));
  const forced = seen !== undefined;
  if (forced ? connection.generation > seen : dueOf(connection, now) === 'no') return { kind: 'fresh' };
  if (isHeld(connection, now)) return 'held';
  // Also for those who force one: a provider that asked for a pause gets it.
  if (connection.retry_at !== null && connection.retry_at > now) {
    const reason = reasonIn(connection, 'The provider could not be reached.');
    return { kind: 'unavailable', reason, retryAfter: connection.retry_at - now };
  }
  const owner = `${thisProcess()}#${randomUUID()}`;
  // A lease that nobody gave back: its holder ended between the provider's answer and the commit, or before.
  const interrupted = connection.interrupted || connection.lease_owner !== null;
  await takeLease(db, id, { owner, now, interrupted });
  return { credential, interrupted, owner, now, at: performance.now() };
}

export function holderOf({ owner, credential }: Begun): Holder {
  return { owner, generation: credential.connection.generation };
}

/** The time by the database's clock, without asking it again. */
export function timeOf({ now, at }: Begun): number {
  return Math.round(now + performance.now() - at);
}

export function refused(reason: KeptReason): RefreshOutcome {
  return { kind: 'refused', reason };
}
